import {modelsPage} from "../../loaders/pages/models.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(modelsPage()));
