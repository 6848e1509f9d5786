import CLibPQ
import DatabaseClient
import Glibc
import SelfPipe

/// A connection of libpq, used by its own thread only. No wait exceeds its deadline.
final class LibPQConnection: ThreadConfinedConnection {
    private var handle: OpaquePointer?
    /// The connection of a statement whose caller does not wait any more.
    private var abandoned: OpaquePointer?
    private let pipe: SelfPipe

    init(pipe: SelfPipe) { self.pipe = pipe }

    func close() {
        if let handle { PQfinish(handle) }
        handle = nil
    }

    // MARK: - Connecting

    func connect(
        _ server: DatabaseServer,
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) {
        close()
        let parameters = server.parameters
        handle = withStrings(parameters.map(\.keyword)) { keywords in
            withStrings(parameters.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
        }
        guard let handle else { throw DatabaseError(.unavailable, "no memory for a connection") }
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        // A notice would be printed to standard error, beside the structured log.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        do throws(DatabaseError) {
            try finishConnecting(handle, server, deadline, cancellation)
        } catch {
            close()
            throw error
        }
        // Verbose messages only for the handshake, where the SQLSTATE is nowhere else.
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        PQsetnonblocking(handle, 1)
    }

    private func finishConnecting(
        _ handle: OpaquePointer,
        _ server: DatabaseServer,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) {
        // As PQconnectPoll's documentation asks: before the first poll, act as if it had wanted to write.
        var state = PQstatus(handle) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while true {
            switch state {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_FAILED:
                throw DatabaseError(connectionMessage: String(cString: PQerrorMessage(handle)))
            default:
                let event = state == PGRES_POLLING_READING ? Int16(POLLIN) : Int16(POLLOUT)
                guard try wait(for: event, deadline, cancellation) else {
                    throw DatabaseError(
                        .timedOut,
                        "\(server) did not answer within \(server.connectTimeout) of connecting; check its address, the security groups and the route to it"
                    )
                }
                state = PQconnectPoll(handle)
            }
        }
    }

    // MARK: - Asking

    func query(
        _ sql: String,
        _ values: [String?],
        until deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> DatabaseRows<TextRow> {
        guard let handle else { throw DatabaseError(.unreachable, "the connection is closed") }
        guard !sql.utf8.contains(0), !values.contains(where: { $0?.utf8.contains(0) ?? false }) else {
            throw DatabaseError(.invalid, "PostgreSQL's text cannot hold a zero byte")
        }
        let isSent = withOptionalStrings(values) { pointers in
            PQsendQueryParams(handle, sql, Int32(values.count), nil, pointers, nil, nil, 0)
        }
        guard isSent == 1 else { throw lost(handle) }
        try send(handle, deadline, cancellation)
        var answer: Result<DatabaseRows<TextRow>, DatabaseError>?
        while let result = try nextResult(handle, deadline, cancellation) {
            defer { PQclear(result) }
            // libpq would return the same result for ever: it waits for rows to be copied, which no caller does.
            if Self.copyStates.contains(PQresultStatus(result)) {
                close()
                throw DatabaseError(.invalid, "the server answers by COPY, which is not asked for here")
            }
            // The first error is the one that says why.
            if case .failure = answer { continue }
            answer = Self.read(result)
        }
        guard let answer else { throw lost(handle) }
        return try answer.get()
    }

    private static let copyStates = [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH]

    private func send(
        _ handle: OpaquePointer,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) {
        while true {
            let status = PQflush(handle)
            if status == 0 { return }
            guard status > 0 else { throw lost(handle) }
            guard try wait(for: Int16(POLLOUT | POLLIN), deadline, cancellation) else { throw cancelled(handle) }
            guard PQconsumeInput(handle) == 1 else { throw lost(handle) }
        }
    }

    private func nextResult(
        _ handle: OpaquePointer,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> OpaquePointer? {
        while PQisBusy(handle) == 1 {
            guard try wait(for: Int16(POLLIN), deadline, cancellation) else { throw cancelled(handle) }
            guard PQconsumeInput(handle) == 1 else { throw lost(handle) }
        }
        return PQgetResult(handle)
    }

    private static func read(_ result: OpaquePointer) -> Result<DatabaseRows<TextRow>, DatabaseError> {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
            let columns = (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
            let rows = (0..<PQntuples(result)).map { row in
                TextRow(
                    (0..<PQnfields(result)).map { column in
                        guard PQgetisnull(result, row, column) == 0, let value = PQgetvalue(result, row, column) else {
                            return nil
                        }
                        return String(cString: value)
                    }
                )
            }
            return .success(DatabaseRows(columns: columns, rows: rows))
        default:
            let message = clibpq_primary_message(result).map { String(cString: $0) }
            let detail = clibpq_detail(result).map { ": \(String(cString: $0))" } ?? ""
            let words = (message ?? String(cString: PQresultErrorMessage(result))) + detail
            guard let state = clibpq_sqlstate(result) else { return .failure(DatabaseError(.unreachable, words)) }
            return .failure(DatabaseError(sqlState: String(cString: state), message: words))
        }
    }

    /// Makes the error of a lost connection, with libpq's text if there is one.
    private func lost(_ handle: OpaquePointer) -> DatabaseError {
        let message = String(cString: PQerrorMessage(handle))
        close()
        return DatabaseError(.unreachable, message.isEmpty ? "the server closed the connection" : Self.line(message))
    }

    /// Makes the error of a statement whose time limit has passed. The connection cannot be used again.
    private func cancelled(_ handle: OpaquePointer) -> DatabaseError {
        abandoned = handle
        self.handle = nil
        return DatabaseError(.timedOut, "the server did not answer in time; the statement was cancelled")
    }

    /// Cancels an abandoned statement on the server. It opens a new connection and may block. The caller has its answer
    /// already.
    func discardAbandoned() {
        guard let handle = abandoned else { return }
        abandoned = nil
        if let request = PQgetCancel(handle) {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(request, &message, Int32(message.count))
            PQfreeCancel(request)
        }
        PQfinish(handle)
    }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    // MARK: - Waiting

    /// Waits until the socket is ready, the deadline passes, or the caller does not wait any more.
    ///
    /// - Returns: `false` when the deadline passed, or the caller does not wait any more.
    private func wait(
        for event: Int16,
        _ deadline: ContinuousClock.Instant,
        _ cancellation: CallCancellation
    ) throws(DatabaseError) -> Bool {
        let socket = PQsocket(handle)
        guard socket >= 0 else { throw DatabaseError(.unreachable, "the connection has no socket") }
        // Errors and hang-ups as well: libpq finds out what they are.
        return try pipe.wait(for: socket, event, until: deadline, cancellation) != nil
    }
}

/// Passes a NULL-terminated array of C strings to `body`. The array is valid only while `body` runs.
private func withStrings<Value>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    withOptionalStrings(strings.map { $0 } + [nil], body)
}

private func withOptionalStrings<Value>(
    _ strings: [String?],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
) -> Value {
    let copies = strings.map { $0.flatMap { strdup($0) } }
    defer { for copy in copies { free(copy) } }
    let array = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: copies.count + 1)
    defer { array.deallocate() }
    for (index, copy) in copies.enumerated() { (array + index).initialize(to: UnsafePointer(copy)) }
    (array + copies.count).initialize(to: nil)
    return body(array)
}
