/** Bytes of DuckDB's WebAssembly module, against which its download is measured; a test compares it with the installed file. */
export const DUCKDB_BYTES = 34_242_586;

/** About what is fetched of it, in bytes, as the site ships it gzipped; told to a reader before anything is fetched. */
export const DUCKDB_TRANSFER_BYTES = 7_600_000;
