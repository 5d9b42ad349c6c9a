import { execFileSync } from 'node:child_process';
import path from 'node:path';

export const title = 'The plugin is uploaded, activated, deleted: what it stored is kept, or removed when the administrator says so';
export const alone = 'zulu';

export default async ({ zulu, bed, id, arrives, cookies, expect }) => {
  const file = execFileSync('bin/plugin-zip', [path.join(bed, `plugin-${cookies}.zip`)], { encoding: 'utf8' }).trim();
  const kept = () => zulu.php(`global $wpdb; wp_cache_flush();
    $names = static fn ($sql) => array_values(array_unique($wpdb->get_col($sql)));
    return ['options' => $names("SELECT option_name FROM wp_options WHERE option_name LIKE '%usersync%' ORDER BY 1"), 'meta' => $names("SELECT meta_key FROM wp_usermeta WHERE meta_key LIKE '%usersync%' ORDER BY 1"),
      'tables' => $names("SHOW TABLES LIKE '%usersync%'"), 'cron' => array_values(array_filter(array_keys(array_merge([], ...array_values(array_filter(_get_cron_array(), 'is_array')))), static fn ($hook) => str_contains($hook, 'usersync')))];`);
  const goes = async (boss) => {
    await boss.opens(zulu.at('wp-admin/plugins.php'));
    await boss.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    expect.equal((await kept()).cron, [], 'what cron still plans after the deactivation');
    await boss.deletes(zulu);
    expect.equal(await zulu.php('return file_exists(WP_PLUGIN_DIR . "/usersync");'), false, 'whether its folder is there');
  };
  const boss = await arrives();
  await boss.isIn(zulu, await zulu.person(`${id}-boss`, { role: 'administrator', verified: false }));
  try {
    await boss.installs(zulu, file);
    for (const screen of ['usersync', 'usersync-sessions', 'usersync-email', 'usersync-php', 'usersync-settings']) {
      await boss.opens(zulu.at(`wp-admin/admin.php?page=${screen}`));
      expect.truth((await boss.page.innerText('#wpbody-content h1')).length > 0, `the screen ${screen}`);
    }
    await boss.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    await boss.page.fill('#usersync-name', 'home');
    await boss.clicks('button:has-text("Make it"), input[value="Make it"]', /page=usersync/);
    await boss.clicks('button:has-text("Invite a site")', /page=usersync/);
    expect.match(await boss.page.inputValue('#usersync-pairing'), /\S{40,}/, 'what is told to another site');
    const person = await zulu.person(id);
    const visitor = await arrives();
    await visitor.signsIn(zulu, person);
    await zulu.php('add_option("usersync_of_ours", 1); return true;');

    await goes(boss);
    const left = await kept();
    expect.truth(['usersync_networks', 'usersync_settings'].every((name) => left.options.includes(name)), `options that are kept: ${left.options}`);
    expect.truth(left.meta.length > 0 && left.tables.length > 0, `meta and tables that are kept: ${left.meta}, ${left.tables}`);
    await boss.installs(zulu, file);
    await boss.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    expect.equal(await boss.page.locator('h2:text-is("home")').count(), 1, 'the network that was made before');
    expect.equal(await zulu.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person), true, 'whose address was verified before');
    expect.equal(await visitor.who(zulu), id, 'who was signed in all the time');

    await boss.opens(zulu.at('wp-admin/admin.php?page=usersync-php'));
    await boss.page.check('input[name="remove_data"]');
    await boss.clicks('#submit', /page=usersync-php/);
    await goes(boss);
    expect.equal(await kept(), { options: [], meta: [], tables: [], cron: [] }, 'what is left when everything was to be removed');
    expect.equal(await visitor.who(zulu), id, 'who was signed in all the time');
  } finally {
    await zulu.php(`deactivate_plugins('usersync/usersync.php'); delete_plugins(['usersync/usersync.php']); return true;`);
  }
};
