import {reportedOverfitting} from "../../loaders/pages/overfitting.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(reportedOverfitting()));
