import {writeState} from "../state.js";

/** Takes parameters out of the address that were said of something which is no longer shown. */
export function forgetState(...names: readonly string[]): void {
  const search = names.reduce((query, name) => writeState(query, name, null), location.search);
  history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
}
