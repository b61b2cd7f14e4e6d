import {html} from "htl";

/** What a group knows of one of its controls. */
interface Member {
  isChanged(): boolean;
  restore(): void;
}

const groups = new WeakMap<Element, {readonly members: Map<Element, Member>; readonly reset: HTMLButtonElement}>();

/**
 * The group of controls that an element stands in: the nearest element of class `controls` or `…-controls`, or its parent where that has
 * several controls in it; null where it stands alone.
 */
export function controlGroup(control: Element): HTMLElement | null {
  const named = control.closest<HTMLElement>('.controls, [class*="-controls"]');
  if (named !== null) return named;
  const parent = control.parentElement;
  return parent !== null && parent.querySelectorAll(":scope > .addressed").length > 1 ? parent : null;
}

/** Tells a control's group that the control may have changed: the group has one reset button, shown while any of its controls is changed. */
export function grouped(control: Element, member: Member): void {
  const group = controlGroup(control);
  if (group === null) return;
  let known = groups.get(group);
  if (known === undefined) {
    const reset = html`<button type="button" class="controls-reset" hidden>Reset</button>` as HTMLButtonElement;
    known = {members: new Map(), reset};
    groups.set(group, known);
    const {members} = known;
    reset.addEventListener("click", () => {
      for (const one of members.values()) one.restore();
      reset.hidden = true;
      group.querySelector<HTMLElement>("input, select, textarea, button:not([hidden])")?.focus();
    });
    group.append(reset);
  }
  known.members.set(control, member);
  const changed = [...known.members].filter(([element, {isChanged}]) => group.contains(element) && isChanged()).length;
  known.reset.hidden = changed === 0;
  known.reset.textContent = changed > 1 ? `Reset ${changed} changes` : "Reset";
}
