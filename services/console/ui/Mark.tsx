/** One becomes many. */
export function Mark() {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2.2"
      stroke-linecap="round"
      aria-hidden="true"
    >
      <path d="M2.5 12h5c5 0 5-7.5 14-7.5M7.5 12h14M7.5 12c5 0 5 7.5 14 7.5" />
    </svg>
  );
}
