import {recommendNetwork} from "../../loaders/pages/recommend.js";
import {dataLoader} from "../../loaders/build/dataLoader.js";

export default await dataLoader(import.meta.url, recommendNetwork);
