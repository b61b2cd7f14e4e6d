/** Whether every value that is not missing (`NaN`) is an integer that a double holds exactly. True for an empty column. */
export function isIntegerColumn(column: Float64Array): boolean {
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (!Number.isSafeInteger(value) && !Number.isNaN(value)) return false;
  }
  return true;
}
