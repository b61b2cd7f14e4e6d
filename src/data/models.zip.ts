import {modelsArchive} from "../../loaders/pages/modelsArchive.js";

process.stdout.write(modelsArchive());
