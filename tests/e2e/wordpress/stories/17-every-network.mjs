// echo asks delta, and in this story also romeo. The first login found is used.
import { paired } from '../browser/network.mjs';

export const title = 'A site in two networks asks both hubs, also by script, and skips a hub that is down';
export const alone = 'twins';

export default async ({ delta, echo, romeo, id, newVisitor, cookies, expect }) => {
  const network = `more-${cookies}`;
  const ajax = (is) => Promise.all([delta, echo, romeo].map((site) => site.php('UserSync\\Plugin\\Site\\Options::set(["ajax" => $with["is"]]); return true;', { is })));
  const seen = (first, more = {}) => echo.php(`${first} return array_map(fn ($n) => UserSync\\Plugin\\Network\\Health::is_up($n["hub"]), UserSync\\Plugin\\Network\\Networks::with_hub_elsewhere());`, more);
  const look = () => seen('UserSync\\Plugin\\Network\\HealthCheck::check_all();');
  await paired(network, romeo, echo, async () => {
    try {
      expect.equal(await look(), { twins: true, [network]: true }, 'the hubs of both networks');
      const guest = await romeo.person(`${id}g`);
      const byPage = await newVisitor();
      await byPage.signsInDirectly(romeo, guest);
      expect.equal(await byPage.who(echo), guest.login, 'who is signed in through the second network');
      await byPage.signsOut(romeo);

      await ajax(true);
      const byScript = await newVisitor();
      await byScript.signsInDirectly(romeo, guest);
      byScript.requests.length = 0;
      await byScript.page.goto(echo.at());
      await byScript.page.waitForFunction((login) => document.querySelector('#who')?.textContent === login, guest.login);
      const asked = (site) => byScript.requests.filter(({ url, method }) => method === 'POST' && url.startsWith(site.origin) && url.includes('usersync=ajax')).length;
      for (const site of [delta, romeo]) expect.equal(asked(site), 1, `requests by script to ${site.name}`);
      expect.equal(byScript.requests.some(({ url, navigation }) => navigation && url.startsWith(romeo.origin)), cookies === 'blocked', 'whether the browser was redirected');

      delta.down();
      expect.equal(await look(), { twins: false, [network]: true }, 'the hubs while delta is down');
      const later = await newVisitor();
      await later.signsInDirectly(romeo, guest);
      later.requests.length = 0;
      await later.page.goto(echo.at());
      await later.page.waitForFunction((login) => document.querySelector('#who')?.textContent === login, guest.login);
      expect.equal(later.requests.filter(({ url }) => url.startsWith(delta.origin)).map(({ url }) => url), [], 'requests to a hub that is down');

      // Other stories use romeo, so it stays up, and only echo records it as down.
      const states = await seen('UserSync\\Plugin\\Network\\Health::record($with["hub"], false, "not reached");', { hub: romeo.url });
      expect.equal(states, { twins: false, [network]: false }, 'the hubs while both are down');
      const stays = await newVisitor();
      await stays.opens(echo.at());
      expect.equal(stays.requests.filter(({ navigation }) => navigation).length, 1, 'pages opened while no hub can be asked');
    } finally {
      delta.down(false);
      await ajax(false);
      await look();
    }
  });
};
