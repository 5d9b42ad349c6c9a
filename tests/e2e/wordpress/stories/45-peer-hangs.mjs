import fs from 'node:fs';
import path from 'node:path';

export const title = 'A site that is down or hangs costs the others nothing, and learns of the logout when it is back';
export const variants = ['down', 'hanging'];
export const alone = 'twins';

const waiting = (site) => site.php(`global $wpdb;
  return array_map(fn ($letter) => json_decode($letter)->tries, $wpdb->get_col("SELECT option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'"));`);

export default async ({ delta, echo, bed, id, arrives, expect, variant }) => {
  const gone = (is) => (variant === 'down' ? echo.down(is) : echo.hanging(is));
  const person = await delta.person(id);
  const visitor = await arrives();
  await visitor.isIn(delta, person);
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  gone(true);
  try {
    visitor.requests.length = 0;
    expect.equal(await visitor.who(delta), id, 'who is signed in at the hub');
    expect.equal(visitor.requests.filter(({ url }) => url.includes('echo.test')), [], 'requests to the site that is gone');
    await visitor.opens(delta.at());
    await visitor.signsOut(delta);
    await expect.eventually(async () => {
      const tries = await waiting(delta);
      return tries.length > 0 && tries.every((count) => count > 0);
    }, true, 'logouts wait at the hub, and each was tried');
  } finally {
    gone(false);
  }
  if (variant === 'hanging') {
    // The browser had its answer before the hub gave the hanging site up, whatever the machine was doing meanwhile.
    const lines = fs.readFileSync(path.join(bed, 'log', 'access.log'), 'utf8').split('\n');
    const answered = lines.findLastIndex((line) => / delta\.test "GET \S*action=logout/.test(line));
    const given = lines.findLastIndex((line) => / echo\.test "POST \S*logout\S* HTTP\/\d(\.\d)?" 499/.test(line));
    expect.truth(answered >= 0 && given > answered, `the browser was answered at line ${answered}, the attempt given up at ${given}`);
  }
  expect.equal((await echo.account(person.email)).sessions, 1, 'logins at echo, which has not heard of it');
  await delta.php(`global $wpdb;
    foreach ($wpdb->get_results("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'") as $row)
      $wpdb->update('wp_options', ['option_value' => json_encode(['due' => time() - 1] + json_decode($row->option_value, true))], ['option_name' => $row->option_name]);
    UserSync\\Plugin\\Outbox::deliver_due(); return true;`);
  expect.equal((await echo.account(person.email)).sessions, 0, 'logins at echo, which has heard of it');
  expect.equal(await waiting(delta), [], 'logouts that wait at the hub');
  await delta.php('UserSync\\Plugin\\Health::check_all(); return true;');
};
