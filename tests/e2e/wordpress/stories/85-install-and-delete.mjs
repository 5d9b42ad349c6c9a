import { execFileSync } from 'node:child_process';
import path from 'node:path';

export const title = 'The plugin is uploaded, activated and deleted; its data is kept, or deleted if the administrator chooses that';
export const alone = 'zulu';

export default async ({ zulu, bed, id, newVisitor, cookies, expect }) => {
  const file = execFileSync('bin/plugin-zip', [path.join(bed, `plugin-${cookies}.zip`)], { encoding: 'utf8' }).trim();
  const kept = () => zulu.php(`global $wpdb; wp_cache_flush();
    $names = static fn ($sql) => array_values(array_unique($wpdb->get_col($sql)));
    return ['options' => $names("SELECT option_name FROM wp_options WHERE option_name LIKE '%usersync%' ORDER BY 1"), 'meta' => $names("SELECT meta_key FROM wp_usermeta WHERE meta_key LIKE '%usersync%' ORDER BY 1"),
      'tables' => $names("SHOW TABLES LIKE '%usersync%'"), 'cron' => array_values(array_filter(array_keys(array_merge([], ...array_values(array_filter(_get_cron_array(), 'is_array')))), static fn ($hook) => str_contains($hook, 'usersync')))];`);
  const deletes = async (admin) => {
    await admin.opens(zulu.at('wp-admin/plugins.php'));
    await admin.clicks('#deactivate-usersync', /plugins\.php\?deactivate=true/);
    expect.equal((await kept()).cron, [], 'scheduled events after the deactivation');
    await admin.deletes(zulu);
    expect.equal(await zulu.php('return file_exists(WP_PLUGIN_DIR . "/usersync");'), false, 'whether its folder exists');
  };
  const admin = await newVisitor();
  await admin.signsInDirectly(zulu, await zulu.person(`${id}-boss`, { role: 'administrator', verified: false }));
  try {
    await admin.installs(zulu, file);
    for (const screen of ['usersync', 'usersync-sessions', 'usersync-email', 'usersync-php', 'usersync-settings']) {
      await admin.opens(zulu.at(`wp-admin/admin.php?page=${screen}`));
      expect.isTrue((await admin.page.innerText('#wpbody-content h1')).length > 0, `the screen ${screen}`);
    }
    await admin.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    await admin.page.fill('#usersync-name', 'home');
    await admin.clicks('form:has(#usersync-name) [type=submit]', /page=usersync/);
    await admin.clicks('button:has-text("Invite a site")', /page=usersync/);
    expect.match(await admin.page.inputValue('#usersync-pairing'), /\S{40,}/, 'the pairing string');
    const person = await zulu.person(id);
    const visitor = await newVisitor();
    await visitor.signsIn(zulu, person);
    await zulu.php('add_option("usersync_of_ours", 1); return true;');

    await deletes(admin);
    const left = await kept();
    expect.isTrue(['usersync_networks', 'usersync_settings'].every((name) => left.options.includes(name)), `kept options: ${left.options}`);
    expect.isTrue(left.meta.length > 0 && left.tables.length > 0, `kept meta and tables: ${left.meta}, ${left.tables}`);
    await admin.installs(zulu, file);
    await admin.opens(zulu.at('wp-admin/admin.php?page=usersync'));
    expect.equal(await admin.page.locator('h2:text-is("home")').count(), 1, 'the network created before');
    expect.equal(await zulu.php('return UserSync\\Plugin\\Account\\Verified::is($with["id"]);', person), true, 'the mark of the verified address');
    expect.equal(await visitor.who(zulu), id, 'who is still signed in');

    await admin.opens(zulu.at('wp-admin/admin.php?page=usersync-php'));
    await admin.page.check('input[name="remove_data"]');
    await admin.clicks('#submit', /page=usersync-php/);
    await deletes(admin);
    expect.equal(await kept(), { options: [], meta: [], tables: [], cron: [] }, 'remaining data after the deletion');
    expect.equal(await visitor.who(zulu), id, 'who is still signed in');
  } finally {
    await zulu.php(`deactivate_plugins('usersync/usersync.php'); delete_plugins(['usersync/usersync.php']); return true;`);
  }
};
