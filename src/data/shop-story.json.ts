import {shopGuide} from "../../loaders/pages/shopGuide.js";

process.stdout.write(JSON.stringify(shopGuide()));
