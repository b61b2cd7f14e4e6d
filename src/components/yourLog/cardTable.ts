import {html} from "htl";

/**
 * A table whose cells wrap, and whose rows are cards one below the other where there is no room for columns, each value with the name of its column. The first cell of
 * a row names it. Roles are written out, as a browser forgets those of a table that is laid out as blocks.
 */
export function cardTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[]
): HTMLElement {
  return html`<table class="card-table" role="table">
    <caption>
      ${caption}
    </caption>
    <thead role="rowgroup">
      <tr role="row">
        ${heads.map((head) => html`<th scope="col" role="columnheader">${head}</th>`)}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        ([first, ...cells]) =>
          html`<tr role="row">
            <th scope="row" role="rowheader">${first}</th>
            ${cells.map((cell, i) => html`<td role="cell" data-head=${heads[i + 1]}><div>${cell}</div></td>`)}
          </tr>`
      )}
    </tbody>
  </table>` as HTMLElement;
}
