/** As in the image of the gateway. */
export const GATEWAY_PORT = 8090;
/** Of Temporal's frontend. */
export const TEMPORAL_PORT = 7233;
export const POSTGRES_PORT = 5432;
