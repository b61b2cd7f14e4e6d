import {html} from "htl";
import type {PlayedSessions} from "../../lib/sequence/playedSessions.js";
import type {SessionTarget} from "../../lib/sequence/sessionTargets.js";
import type {PlayerOptions, SessionPlayer} from "./sessionPlayer.js";

/** A player whose code and sessions are fetched once the reader comes near it, so that the page opens without them. */
export function nearPlayer(
  load: () => Promise<PlayedSessions>,
  options: Omit<PlayerOptions, "sessions">
): SessionPlayer {
  const element = html`<div class="hold player-hold"></div>` as HTMLElement;
  let target: SessionTarget | undefined;
  let player: SessionPlayer | undefined;
  let over = false;
  const observer = new IntersectionObserver(
    async ([{isIntersecting}]) => {
      if (!isIntersecting) return;
      observer.disconnect();
      try {
        const [{sessionPlayer}, sessions] = await Promise.all([import("./sessionPlayer.js"), load()]);
        if (over) return;
        player = sessionPlayer({...options, sessions});
        if (target !== undefined) player.ask(target);
        element.replaceChildren(player);
      } catch (error) {
        element.textContent = `The sessions could not be fetched: ${error instanceof Error ? error.message : String(error)}.`;
      }
    },
    {rootMargin: "100% 0px"}
  );
  observer.observe(element);
  return Object.assign(element, {
    ask(asking: SessionTarget) {
      target = asking;
      player?.ask(asking);
    },
    close() {
      over = true;
      observer.disconnect();
      player?.close();
    }
  });
}
