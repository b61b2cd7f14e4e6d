import {dataLoader} from "../../loaders/build/dataLoader.js";
import {followPage} from "../../loaders/pages/follow.js";

export default await dataLoader(import.meta.url, () => JSON.stringify(followPage()));
