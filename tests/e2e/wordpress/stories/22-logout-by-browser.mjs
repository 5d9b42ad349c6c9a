export const title = "A site that was down during a logout receives it from the visitor's browser, without cron";
export const alone = 'twins';

const tries = (site) => site.php(`global $wpdb;
  return array_map(fn ($message) => json_decode($message)->tries, $wpdb->get_col("SELECT option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'"));`);

export default async ({ delta, echo, id, newVisitor, expect }) => {
  const person = await delta.person(id);
  const visitor = await newVisitor();
  await visitor.signsInDirectly(delta, person);
  expect.equal(await visitor.who(echo), id, 'who is signed in at echo');
  echo.down(true);
  try {
    await visitor.signsOut(delta);
    await expect.eventually(() => tries(delta), [1], 'the logout is queued at the hub, after one attempt');
  } finally {
    echo.down(false);
  }
  expect.equal((await echo.account(person.email)).sessions, 1, 'logins at echo before it receives the logout');
  await visitor.opens(delta.at());
  await expect.eventually(async () => (await echo.account(person.email)).sessions, 0, 'logins at echo after the browser delivered the logout');
  expect.equal(await visitor.who(echo), 'nobody', 'who is signed in at echo');
  expect.equal(await tries(delta), [1], 'the logout is still queued, because the hub has no confirmation yet');
  await delta.php(`global $wpdb;
    foreach ($wpdb->get_results("SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'usersync_outbox_%'") as $row)
      $wpdb->update('wp_options', ['option_value' => json_encode(['due' => time() - 1] + json_decode($row->option_value, true))], ['option_name' => $row->option_name]);
    UserSync\\Plugin\\Logout\\LogoutQueue::deliver_due(); UserSync\\Plugin\\Network\\HealthCheck::check_all(); return true;`);
  expect.equal(await tries(delta), [], 'queued logouts at the hub after cron');
};
