// libmariadb's client header, and what it takes to register a client plugin: Debian's <mysql/client_plugin.h> includes a
// header that Debian does not ship.
#ifndef CMARIADB_SHIM_H
#define CMARIADB_SHIM_H

#include <stdarg.h>
#include <stddef.h>

#include <mariadb/mysql.h>

#include <mariadb/errmsg.h>
#include <mariadb/mysql/plugin_auth.h>

// As <mysql/client_plugin.h> lays them out.
struct cmariadb_authentication_plugin {
    int type;
    unsigned int interface_version;
    const char *name;
    const char *author;
    const char *desc;
    unsigned int version[3];
    const char *license;
    void *mysql_api;
    void *init;
    void *deinit;
    void *options;
    int (*authenticate_user)(MYSQL_PLUGIN_VIO *vio, MYSQL *mysql);
};

struct st_mysql_client_plugin *STDCALL mysql_client_register_plugin(
    MYSQL *mysql, struct st_mysql_client_plugin *plugin);

// As <ma_pvio.h> does not declare it: every read and write of every connection is told to the callback.
int ma_pvio_register_callback(
    my_bool is_registered,
    void (*callback)(int mode, MYSQL *mysql, const unsigned char *buffer, size_t length));

// The TLS handshake waits by this function instead of a poll without a limit.
static inline int cmariadb_wait_by(MYSQL *mysql, int (*wait)(my_socket socket, my_bool is_read, int timeout)) {
    return mysql_optionsv(mysql, MARIADB_OPT_IO_WAIT, (void *)wait);
}

static inline int cmariadb_register(struct cmariadb_authentication_plugin *plugin, MYSQL *mysql) {
    plugin->type = 2;                   // MYSQL_CLIENT_AUTHENTICATION_PLUGIN
    plugin->interface_version = 0x0100; // MYSQL_CLIENT_AUTHENTICATION_PLUGIN_INTERFACE_VERSION
    return mysql_client_register_plugin(mysql, (struct st_mysql_client_plugin *)plugin) != NULL;
}

#endif
