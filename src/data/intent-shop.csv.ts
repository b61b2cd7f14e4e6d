import {intentShop} from "../../loaders/pages/intent.js";

process.stdout.write(await intentShop());
