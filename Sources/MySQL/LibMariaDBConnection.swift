import CMariaDB
import COpenSSL
import DatabaseClient
import Glibc
import SelfPipe

/// A connection of libmariadb, used by its own thread only. It uses libmariadb's non-blocking calls, so that no wait
/// exceeds its deadline. https://mariadb.com/kb/en/using-the-non-blocking-library/
final class LibMariaDBConnection: ThreadConfinedConnection {
    /// The maximum total size of the rows of one answer, in bytes. The answer to a count has one, a list of 100,000
    /// tables about 10 MB.
    static let largestAnswer = 64 << 20

    private var handle: UnsafeMutablePointer<MYSQL>?
    private var server: DatabaseServer?
    /// A statement whose caller does not wait any more. `id` is the id of the connection that runs the statement.
    private var abandoned: (server: DatabaseServer, id: UInt, sql: String)?
    private let pipe: SelfPipe

    init(pipe: SelfPipe) { self.pipe = pipe }

    func close() {
        guard let handle else { return }
        // Its farewell must not wait for a server that does not read.
        let socket = mysql_get_socket(handle)
        if socket >= 0 { shutdown(Int32(socket), Int32(SHUT_RDWR)) }
        mysql_close(handle)
        self.handle = nil
    }

    // MARK: - Connecting

    func connect(
        _ server: DatabaseServer,
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation,
        _ interruption: SocketInterruption
    ) throws(DatabaseError) {
        close()
        guard server.user.utf8.count <= 128, (1...65_535).contains(server.port),
            ![server.host, server.user, server.password, server.database ?? ""].contains(where: { $0.utf8.contains(0) })
        else {
            throw DatabaseError(
                .invalid,
                "\(server) is no address: user of at most 128 bytes, port 1–65535, no zero byte"
            )
        }
        guard access(server.rootsFile, R_OK) == 0 else {
            throw DatabaseError(.tls, "the CA certificates in \(server.rootsFile) cannot be read: errno \(errno)")
        }
        let handle = try Self.makeHandle(server)
        self.handle = handle
        self.server = server
        do throws(DatabaseError) {
            var result: UnsafeMutablePointer<MYSQL>?
            // libmariadb copies none of these before the call has ended.
            let host = strdup(server.host)
            let user = strdup(server.user)
            let password = strdup(server.password)
            let database = server.database.flatMap { strdup($0) }
            defer {
                for text in [host, user, password, database] { free(text) }
            }
            let login = LoginTimeout(until: deadline, cancellation, interruption, pipe)
            try login.during { () throws(DatabaseError) in
                var events = mysql_real_connect_start(
                    &result,
                    handle,
                    host,
                    user,
                    password,
                    database,
                    UInt32(server.port),
                    nil,
                    0
                )
                while events != 0 {
                    login.see(Int32(mysql_get_socket(handle)))
                    guard let ready = try wait(for: events, deadline, cancellation) else {
                        throw Self.unanswered(server)
                    }
                    events = mysql_real_connect_cont(&result, handle, ready)
                }
            }
            guard result != nil else { throw login.isOver ? Self.unanswered(server) : failure(handle) }
            // Once more: a server that answers at once leaves nothing to wait for in the loop.
            login.see(Int32(mysql_get_socket(handle)))
            guard mysql_get_ssl_cipher(handle) != nil else { throw DatabaseError(.tls, "\(server) offers no TLS") }
        } catch {
            close()
            throw error
        }
    }

    private static func unanswered(_ server: DatabaseServer) -> DatabaseError {
        DatabaseError(
            .timedOut,
            "\(server) did not answer within \(server.connectTimeout) of connecting; look at its address, at security groups and at the route to it"
        )
    }

    private static func makeHandle(_ server: DatabaseServer) throws(DatabaseError) -> UnsafeMutablePointer<MYSQL> {
        guard prepareOnce, let handle = mysql_init(nil) else {
            throw DatabaseError(.unavailable, "libmariadb cannot be started: no memory, or its plugins are refused")
        }
        LoginTimeout.use(for: handle)
        // Its connect timeout stays unset: the TLS handshake would take its seconds for milliseconds.
        var stack = 256 << 10
        var yes: CChar = 1
        var no: UInt32 = 0
        var overTCP = MYSQL_PROTOCOL_TCP.rawValue
        var packet = UInt(largestAnswer)
        mysql_options(handle, MYSQL_OPT_NONBLOCK, &stack)
        // localhost means a socket in a file otherwise.
        mysql_options(handle, MYSQL_OPT_PROTOCOL, &overTCP)
        mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &yes)
        mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes)
        mysql_options(handle, MYSQL_OPT_SSL_CA, server.rootsFile)
        mysql_options(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3")
        // A server may ask for any file of the client otherwise.
        mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &no)
        mysql_options(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet)
        mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        mysql_options(
            handle,
            MARIADB_OPT_RESTRICTED_AUTH,
            "caching_sha2_password,sha256_password,mysql_native_password"
        )
        return handle
    }

    /// Starts libmariadb and OpenSSL. Like the HTTP transport, it does not load the host's OpenSSL configuration.
    private static let prepareOnce: Bool = {
        OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil)
        guard mysql_server_init(0, nil, nil) == 0, let handle = mysql_init(nil) else { return false }
        defer { mysql_close(handle) }
        LoginTimeout.register()
        return CachingSHA2Password.register(handle)
    }()

    // MARK: - Asking

    func query(
        _ sql: String,
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> DatabaseRows<TextRow> {
        let handle = try open()
        guard !sql.utf8.contains(0) else {
            throw DatabaseError(.invalid, "a statement must not have a zero byte in it")
        }
        var status: Int32 = 0
        // Kept until the call has ended: libmariadb does not copy it.
        guard let text = strdup(sql) else { throw DatabaseError(.unavailable, "no memory for a statement") }
        defer { free(text) }
        var events = mysql_real_query_start(&status, handle, text, UInt(sql.utf8.count))
        while events != 0 {
            guard let ready = try wait(for: events, deadline, cancellation) else { throw giveUp(handle, sql) }
            events = mysql_real_query_cont(&status, handle, ready)
        }
        guard status == 0 else { throw failed(handle) }
        guard let result = mysql_use_result(handle) else {
            guard mysql_field_count(handle) == 0 else { throw failed(handle) }
            return DatabaseRows(columns: [], rows: [])
        }
        let answer = try read(result, handle, sql, deadline, cancellation)
        guard mysql_more_results(handle) == 0 else {
            close()
            throw DatabaseError(.invalid, "the server gives more answers than one")
        }
        return answer
    }

    private func read(
        _ result: UnsafeMutablePointer<MYSQL_RES>,
        _ handle: UnsafeMutablePointer<MYSQL>,
        _ sql: String,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> DatabaseRows<TextRow> {
        // mysql_free_result() would read what is left of the answer, however much it is: the connection goes first.
        var isWhole = false
        defer {
            if !isWhole {
                if self.handle != nil { close() }
                result.pointee.handle = nil
            }
            mysql_free_result(result)
        }
        let count = Int(mysql_num_fields(result))
        guard let fields = mysql_fetch_fields(result) else { throw failed(handle) }
        let columns = (0..<count).map { fields[$0].name.map { String(cString: $0) } ?? "" }
        var rows: [TextRow] = []
        var bytes = 0
        while true {
            var row: MYSQL_ROW?
            var events = mysql_fetch_row_start(&row, result)
            while events != 0 {
                guard let ready = try wait(for: events, deadline, cancellation) else { throw giveUp(handle, sql) }
                events = mysql_fetch_row_cont(&row, result, ready)
            }
            guard let row else {
                guard mysql_errno(handle) == 0 else {
                    let error = failed(handle)
                    // The server's own error ends the answer as its last row would.
                    isWhole = self.handle != nil
                    throw error
                }
                isWhole = true
                return DatabaseRows(columns: columns, rows: rows)
            }
            guard let lengths = mysql_fetch_lengths(result) else { throw failed(handle) }
            var values: [String?] = []
            for column in 0..<count {
                let length = Int(clamping: lengths[column])
                bytes += length + 16
                values.append(
                    row[column].map { text in
                        String(
                            decoding: UnsafeRawBufferPointer(start: UnsafeRawPointer(text), count: length),
                            as: UTF8.self
                        )
                    }
                )
            }
            guard bytes <= Self.largestAnswer else {
                throw DatabaseError(.invalid, "the answer has more than \(Self.largestAnswer >> 20) MiB")
            }
            rows.append(TextRow(values))
        }
    }

    func isMariaDB() throws(DatabaseError) -> Bool { mariadb_connection(try open()) != 0 }

    private func open() throws(DatabaseError) -> UnsafeMutablePointer<MYSQL> {
        guard let handle else { throw DatabaseError(.unreachable, "the connection is closed") }
        return handle
    }

    private func failure(_ handle: UnsafeMutablePointer<MYSQL>) -> DatabaseError {
        let number = Int(mysql_errno(handle))
        let message = mysql_error(handle).map { String(cString: $0) } ?? ""
        guard let server, number != 0 else { return DatabaseError(.invalid, "the server's answer is none: \(message)") }
        return DatabaseError(mySQL: number, message: message, server: server)
    }

    /// Makes the error of a failed call. Closes the connection, unless the server itself reported the error.
    private func failed(_ handle: UnsafeMutablePointer<MYSQL>) -> DatabaseError {
        let error = failure(handle)
        if ![.server, .statementCancelled].contains(error.kind) { close() }
        return error
    }

    /// Abandons a statement whose time limit has passed, and closes the connection.
    private func giveUp(_ handle: UnsafeMutablePointer<MYSQL>, _ sql: String) -> DatabaseError {
        if let server { abandoned = (server, UInt(mysql_thread_id(handle)), sql) }
        close()
        return DatabaseError(.timedOut, "the server did not answer in time; the statement was killed")
    }

    /// Kills an abandoned statement over a new connection, because otherwise the server would continue it. Several
    /// servers may share one address, and each has its own connection ids. The statement is therefore killed only where
    /// the connection with this id runs this text.
    func discardAbandoned() {
        guard let (server, id, sql) = abandoned else { return }
        abandoned = nil
        let nobody = CallCancellation()
        let deadline = ContinuousClock.now + .seconds(5)
        let interruption = SocketInterruption()
        do throws(DatabaseError) {
            try connect(server, until: deadline, nobody, interruption)
            let list = try query("SHOW FULL PROCESSLIST", until: deadline, nobody)
            let isRunning = list.rows.contains { row in
                func field(_ name: String) -> String? {
                    list.columns.firstIndex(of: name).flatMap { row.values.indices.contains($0) ? row.values[$0] : nil }
                }
                return field("Id") == "\(id)" && field("Info") == sql
            }
            if isRunning { _ = try query("KILL QUERY \(id)", until: deadline, nobody) }
        } catch {
            // The server's own time limit ends it.
        }
        close()
    }

    // MARK: - Waiting

    /// Waits until the socket is ready, the deadline passes, or the caller does not wait any more.
    ///
    /// - Parameter events: libmariadb's flags, such as `MYSQL_WAIT_READ`.
    /// - Returns: the events that happened; `nil` when the deadline passed, or the caller does not wait any more.
    private func wait(
        for events: Int32,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> Int32? {
        guard let handle else { throw DatabaseError(.unreachable, "the connection is closed") }
        let socket = mysql_get_socket(handle)
        guard socket >= 0 else { throw DatabaseError(.unreachable, "the connection has no socket") }
        var wanted: Int32 = 0
        if events & MYSQL_WAIT_READ != 0 { wanted |= POLLIN }
        if events & MYSQL_WAIT_WRITE != 0 { wanted |= POLLOUT }
        if events & MYSQL_WAIT_EXCEPT != 0 { wanted |= POLLPRI }
        guard let found = try pipe.wait(for: Int32(socket), Int16(wanted), until: deadline, cancellation) else {
            return nil
        }
        // Errors and hang-ups as what was waited for: libmariadb finds out what they are.
        guard Int32(found) & (POLLERR | POLLHUP | POLLNVAL) == 0 else { return events & ~MYSQL_WAIT_TIMEOUT }
        var ready: Int32 = 0
        if Int32(found) & POLLIN != 0 { ready |= MYSQL_WAIT_READ }
        if Int32(found) & POLLOUT != 0 { ready |= MYSQL_WAIT_WRITE }
        if Int32(found) & POLLPRI != 0 { ready |= MYSQL_WAIT_EXCEPT }
        return ready
    }
}
