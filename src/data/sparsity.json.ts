import {sparsityPage} from "../../loaders/pages/sparsity.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(sparsityPage()));
