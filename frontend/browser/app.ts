import { showNews } from './page/bell.ts';
import { closeMenus } from './page/menus.ts';
import { copyOnClick } from './page/copy.ts';
import { countCharacters } from './page/count-characters.ts';
import { guardForms, submitOnChange } from './page/forms.ts';
import { showScripted } from './page/scripted.ts';
import { offerTimeZone } from './page/time-zone.ts';

closeMenus();
copyOnClick();
countCharacters();
guardForms();
offerTimeZone();
showScripted();
submitOnChange();
showNews();
