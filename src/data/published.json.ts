import {handOnDocument} from "../../loaders/published.js";

await handOnDocument();
