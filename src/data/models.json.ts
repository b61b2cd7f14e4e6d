import {modelsPage} from "../../loaders/pages/models.js";

process.stdout.write(JSON.stringify(modelsPage()));
