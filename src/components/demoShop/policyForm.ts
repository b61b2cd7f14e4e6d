import {html} from "htl";
import {UserError} from "../../lib/core/errors.js";
import {checkPolicy, POLICY_FIELDS, policyFromText, policyToText, type OfferPolicy} from "../../lib/offers/policy.js";
import type {Codec, Control} from "../state.js";

/** The policy in the address. */
export const policyCodec: Codec<OfferPolicy> = {
  parse(text) {
    try {
      return policyFromText(text);
    } catch {
      return undefined;
    }
  },
  format: policyToText,
  expected: "an offer policy as this page writes it",
  explain(text) {
    try {
      policyFromText(text);
      return undefined;
    } catch (error) {
      return `which cannot be: ${(error as Error).message.slice(0, 160)}`;
    }
  }
};

/**
 * The offer policy as a form. What it is not worth is said beside the form and is not taken: its value stays the last policy that was within
 * its bounds.
 */
export function policyForm(initial: OfferPolicy): Control<OfferPolicy> {
  let policy = initial;
  const inputs = POLICY_FIELDS.map(
    ({name, least, most, step}) =>
      html`<input
        id=${`policy-${name}`}
        type="number"
        min=${least}
        max=${most}
        step=${step}
        required
      />` as HTMLInputElement
  );
  const excluded = html`<input
    id="policy-excluded"
    type="text"
    inputmode="numeric"
    placeholder="none"
    autocomplete="off"
  />` as HTMLInputElement;
  const fault = html`<p class="policy-fault" role="alert"></p>` as HTMLElement;
  const form = html`<form class="policy-form" aria-label="Offer policy" novalidate>
    ${POLICY_FIELDS.map(
      ({name, label, unit}, k) =>
        html`<label for=${`policy-${name}`}
          ><span>${label}${unit === "" ? "" : html` <small>${unit}</small>`}</span>${inputs[k]}</label
        >`
    )}
    <label for="policy-excluded"
      ><span>Excluded items <small>numbers</small></span
      >${excluded}</label
    >
    ${fault}
  </form>` as unknown as Control<OfferPolicy>;
  const write = () => {
    POLICY_FIELDS.forEach(({of}, k) => (inputs[k].value = String(of(policy))));
    excluded.value = policy.excludedItems.join(", ");
    fault.textContent = "";
    [...inputs, excluded].forEach((input) => input.removeAttribute("aria-invalid"));
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    let next: OfferPolicy = {
      ...policy,
      excludedItems: excluded.value
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((text) => (/^\d+$/.test(text) ? Number(text) : NaN))
    };
    POLICY_FIELDS.forEach((field, k) => {
      next = field.with(next, inputs[k].value.trim() === "" ? NaN : Number(inputs[k].value));
    });
    const target = event.target as HTMLElement;
    try {
      checkPolicy(next);
      policy = next;
      fault.textContent = "";
      [...inputs, excluded].forEach((input) => input.removeAttribute("aria-invalid"));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // the last good policy goes on
      event.stopPropagation();
      target.setAttribute("aria-invalid", "true");
      fault.textContent = `Not taken: ${error.message}.`;
    }
  });
  write();
  return Object.defineProperty(form, "value", {
    get: () => policy,
    set(next: OfferPolicy) {
      policy = next;
      write();
    }
  });
}
