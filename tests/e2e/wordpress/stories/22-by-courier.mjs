export const title = "A site that was down at a logout hears of it from the visitor's own browser, without cron";
export const alone = 'twins';

const tries = (site) => site.php(`global $wpdb;
  return array_map(fn ($letter) => json_decode($letter)->tries, $wpdb->get_col("SELECT option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'"));`);

export default async ({ delta, echo, id, arrives, expect }) => {
  const person = await delta.person(id);
  const visitor = await arrives();
  await visitor.isIn(delta, person);
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  echo.down(true);
  try {
    await visitor.signsOut(delta);
    await expect.eventually(() => tries(delta), [1], 'the logout waits at the hub, tried once');
  } finally {
    echo.down(false);
  }
  expect.equal((await echo.account(person.email)).sessions, 1, 'logins at echo, which has not heard of it');
  await visitor.opens(delta.at());
  await expect.eventually(async () => (await echo.account(person.email)).sessions, 0, 'logins at echo, which the browser has told');
  expect.equal(await visitor.who(echo), 'nobody', 'who is signed in at echo');
  expect.equal(await tries(delta), [1], 'the logout still waits: the hub itself has not been told that it was heard');
  await delta.php(`global $wpdb;
    foreach ($wpdb->get_results("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'") as $row)
      $wpdb->update('wp_options', ['option_value' => json_encode(['due' => time() - 1] + json_decode($row->option_value, true))], ['option_name' => $row->option_name]);
    UserSync\\Plugin\\Logout\\LogoutQueue::deliver_due(); UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;`);
  expect.equal(await tries(delta), [], 'logouts that wait at the hub after cron');
};
