import {featuresPage} from "../../loaders/pages/features.js";

process.stdout.write(JSON.stringify(await featuresPage()));
