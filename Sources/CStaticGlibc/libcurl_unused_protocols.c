// Debian's libcurl.a is built with SSH, LDAP, RTMP and Kerberos, for which Debian has no static archives, and which
// an HTTPS client never calls: the transport allows no protocol but http and https. A fully static link still
// wants their symbols. Each is a function that fails, so that a call that should never come ends as an error.
//
// The same goes for what has an archive and would be 600 kB of every function for nothing: the transport asks for no
// compressed answers (brotli, zstd), keeps no cookies (libpsl), and AWS has no endpoint with letters beyond ASCII
// (libidn2: without it libcurl refuses such a host).
//
// scripts/package.sh links with no symbol missing and none defined twice: a libcurl that needs more fails there.
#ifdef FULLY_STATIC

#include <stddef.h>

#define FAILS(name) int name(void) { return -1; }
#define NULL_RESULT(name) void *name(void) { return NULL; }
#define DOES_NOTHING(name) void name(void) {}

// The one that must succeed: curl_global_init() gives up altogether when the SSH library does not start.
int libssh2_init(int flags) {
    (void)flags;
    return 0;
}

const void *const GSS_C_NT_HOSTBASED_SERVICE = NULL;

// Kerberos (libgssapi_krb5)
FAILS(gss_delete_sec_context) FAILS(gss_display_name) FAILS(gss_display_status) FAILS(gss_import_name)
FAILS(gss_init_sec_context) FAILS(gss_inquire_context) FAILS(gss_release_buffer) FAILS(gss_release_name)
FAILS(gss_unwrap) FAILS(gss_wrap)

// LDAP (libldap, liblber)
FAILS(ber_sockbuf_add_io) FAILS(ldap_abandon_ext) FAILS(ldap_get_attribute_ber) FAILS(ldap_get_dn_ber)
FAILS(ldap_get_option) FAILS(ldap_init_fd) FAILS(ldap_msgfree) FAILS(ldap_msgtype) FAILS(ldap_parse_result)
FAILS(ldap_parse_sasl_bind_result) FAILS(ldap_pvt_url_scheme2proto) FAILS(ldap_result) FAILS(ldap_sasl_bind)
FAILS(ldap_search_ext) FAILS(ldap_set_option) FAILS(ldap_start_tls) FAILS(ldap_unbind_ext)
FAILS(ldap_url_parse)
NULL_RESULT(ldap_err2string)
DOES_NOTHING(ber_memfree) DOES_NOTHING(ber_free) DOES_NOTHING(ber_bvfree) DOES_NOTHING(ldap_memfree)
DOES_NOTHING(ldap_free_urldesc)

// RTMP (librtmp)
FAILS(RTMP_Connect1) FAILS(RTMP_ConnectStream) FAILS(RTMP_Read) FAILS(RTMP_SetupURL) FAILS(RTMP_Write)
NULL_RESULT(RTMP_Alloc)
DOES_NOTHING(RTMP_Free) DOES_NOTHING(RTMP_Close) DOES_NOTHING(RTMP_Init) DOES_NOTHING(RTMP_SetBufferMS)

// SSH (libssh2)
FAILS(libssh2_agent_connect) FAILS(libssh2_agent_disconnect) FAILS(libssh2_agent_get_identity)
FAILS(libssh2_agent_list_identities) FAILS(libssh2_agent_userauth) FAILS(libssh2_channel_free)
FAILS(libssh2_channel_read_ex) FAILS(libssh2_channel_send_eof) FAILS(libssh2_channel_wait_closed)
FAILS(libssh2_channel_wait_eof) FAILS(libssh2_channel_write_ex) FAILS(libssh2_knownhost_add)
FAILS(libssh2_knownhost_checkp) FAILS(libssh2_knownhost_del) FAILS(libssh2_knownhost_get)
FAILS(libssh2_knownhost_readfile) FAILS(libssh2_knownhost_writefile) FAILS(libssh2_session_block_directions)
FAILS(libssh2_session_disconnect_ex) FAILS(libssh2_session_flag) FAILS(libssh2_session_free)
FAILS(libssh2_session_handshake) FAILS(libssh2_session_last_errno) FAILS(libssh2_session_last_error)
FAILS(libssh2_session_method_pref) FAILS(libssh2_sftp_close_handle) FAILS(libssh2_sftp_last_error)
FAILS(libssh2_sftp_mkdir_ex) FAILS(libssh2_sftp_read) FAILS(libssh2_sftp_readdir_ex)
FAILS(libssh2_sftp_rename_ex) FAILS(libssh2_sftp_rmdir_ex) FAILS(libssh2_sftp_shutdown)
FAILS(libssh2_sftp_stat_ex) FAILS(libssh2_sftp_statvfs) FAILS(libssh2_sftp_symlink_ex)
FAILS(libssh2_sftp_unlink_ex) FAILS(libssh2_sftp_write) FAILS(libssh2_userauth_authenticated)
FAILS(libssh2_userauth_keyboard_interactive_ex) FAILS(libssh2_userauth_password_ex)
FAILS(libssh2_userauth_publickey_fromfile_ex)
NULL_RESULT(libssh2_agent_init) NULL_RESULT(libssh2_hostkey_hash) NULL_RESULT(libssh2_knownhost_init)
NULL_RESULT(libssh2_scp_recv2) NULL_RESULT(libssh2_scp_send64) NULL_RESULT(libssh2_session_abstract)
NULL_RESULT(libssh2_session_callback_set) NULL_RESULT(libssh2_session_hostkey)
NULL_RESULT(libssh2_session_init_ex) NULL_RESULT(libssh2_sftp_init) NULL_RESULT(libssh2_sftp_open_ex)
NULL_RESULT(libssh2_userauth_list) NULL_RESULT(libssh2_version)
DOES_NOTHING(libssh2_exit) DOES_NOTHING(libssh2_knownhost_free) DOES_NOTHING(libssh2_agent_free)
DOES_NOTHING(libssh2_sftp_seek64) DOES_NOTHING(libssh2_session_set_blocking)

// Compressed answers (libbrotlidec, libzstd)
NULL_RESULT(BrotliDecoderCreateInstance) NULL_RESULT(ZSTD_createDStream)
FAILS(BrotliDecoderDecompressStream) FAILS(BrotliDecoderGetErrorCode) FAILS(ZSTD_decompressStream)
FAILS(ZSTD_freeDStream) FAILS(ZSTD_isError)
DOES_NOTHING(BrotliDecoderDestroyInstance)
unsigned BrotliDecoderVersion(void) { return 0; }
unsigned ZSTD_versionNumber(void) { return 0; }

// Cookies (libpsl)
NULL_RESULT(psl_builtin) NULL_RESULT(psl_get_version) NULL_RESULT(psl_latest)
FAILS(psl_is_cookie_domain_acceptable)
DOES_NOTHING(psl_free)

// Host names beyond ASCII (libidn2): no version, so libcurl does not try.
NULL_RESULT(idn2_check_version)
FAILS(idn2_lookup_ul)
DOES_NOTHING(idn2_free)

#endif
