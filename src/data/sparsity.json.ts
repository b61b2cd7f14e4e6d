import {sparsityPage} from "../../loaders/pages/sparsity.js";
import {dataLoader} from "../../loaders/tools/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(sparsityPage()));
