// SPDX-License-Identifier: Apache-2.0
// Every page's script: the bar's tools, and what makes a lesson easier to read.
// The page is whole without it.
import { startBar } from './page/bar.js';
import { startDone } from './page/done.js';
import { startDrawer } from './page/drawer.js';
import { startFind } from './page/find.js';
import { startFollow } from './page/follow.js';
import { startPlace } from './page/place.js';
import { startSheet } from './page/sheet.js';

startBar();
startDrawer();
startFind();
startDone();
startPlace();
startSheet();
startFollow();
