import {overfittingPage} from "../../loaders/pages/overfitting.js";

process.stdout.write(await overfittingPage());
