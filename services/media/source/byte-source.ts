/** Bytes that can be read at any place: an object in a bucket, a file. */
export interface ByteSource {
  /** Names these very bytes; another version of the object has another one. */
  readonly identity: string;
  readonly size: number;
  /**
   * Bytes `[start, end)`, all of them.
   * @throws FanoutError SOURCE_CHANGED, STORAGE_FAILED
   */
  read(start: number, end: number): Promise<Buffer>;
}
