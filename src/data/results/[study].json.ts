import {readResult} from "../../../loaders/results/results.js";
import {dataLoader} from "../../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, ({study}) => {
  const result = readResult(study);
  if (result === null) throw new Error(`there is no committed result of a study ${study}`);
  return JSON.stringify(result);
});
