import {handOnDocument} from "../../loaders/pages/published.js";

await handOnDocument();
