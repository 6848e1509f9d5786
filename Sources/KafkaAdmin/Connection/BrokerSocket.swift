import CCurl
import DatabaseClient
import Glibc
import HTTPTransport
import SelfPipe

/// A libcurl connection to a broker, plain or TLS, for bytes that are not HTTP (`CURLOPT_CONNECT_ONLY`). Every wait has
/// a time limit.
final class BrokerSocket {
    private let easy: UnsafeMutableRawPointer
    private let socket: Int32
    private let pipe: SelfPipe
    private let endpoint: KafkaEndpoint

    /// Looks up the broker's name and connects. With TLS, verifies that the broker's certificate is valid for that
    /// name.
    ///
    /// - Throws: ``KafkaError``.
    init(
        to endpoint: KafkaEndpoint,
        of cluster: KafkaCluster,
        _ pipe: SelfPipe,
        _ limit: WaitLimit
    ) throws(KafkaError) {
        CurlLibrary.start()
        guard let easy = curl_easy_init() else { throw KafkaError(.unavailable, "no memory for a connection") }
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.pointee = 0
        defer { errorText.deallocate() }
        Self.configure(easy, endpoint, cluster, limit)
        _ = ccurl_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        let result = curl_easy_perform(easy)
        // Its buffer ends with this call.
        _ = ccurl_setopt_pointer(easy, CURLOPT_ERRORBUFFER, nil)
        var socket: curl_socket_t = -1
        if result == CURLE_OK { _ = ccurl_getinfo_socket(easy, CURLINFO_ACTIVESOCKET, &socket) }
        guard result == CURLE_OK, socket >= 0 else {
            let own = String(cString: errorText)
            curl_easy_cleanup(easy)
            let words = own.isEmpty ? String(cString: curl_easy_strerror(result)) : own
            throw KafkaError(Self.kind(of: result), "\(endpoint): \(TLSFailure.explained(words))")
        }
        self.easy = easy
        self.socket = socket
        self.pipe = pipe
        self.endpoint = endpoint
    }

    deinit { curl_easy_cleanup(easy) }

    private static func configure(
        _ easy: UnsafeMutableRawPointer,
        _ endpoint: KafkaEndpoint,
        _ cluster: KafkaCluster,
        _ limit: WaitLimit
    ) {
        let remaining = max(.milliseconds(1), ContinuousClock.now.duration(to: limit.deadline))
        let milliseconds = Int(min(remaining / .milliseconds(1) + 1, 600_000))
        _ = ccurl_setopt_string(easy, CURLOPT_URL, "\(cluster.usesTLS ? "https" : "http")://\(endpoint)")
        _ = ccurl_setopt_long(easy, CURLOPT_CONNECT_ONLY, 1)
        _ = ccurl_setopt_long(easy, CURLOPT_NOSIGNAL, 1)
        // As of EasyHandlePool: a name that is being looked up does not keep the end of a handle waiting.
        _ = ccurl_setopt_long(easy, CURLOPT_QUICK_EXIT, 1)
        // The brokers are in the network that the function is in; a proxy for HTTP does not speak to them.
        _ = ccurl_setopt_string(easy, CURLOPT_PROXY, "")
        _ = ccurl_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
        // A protocol of HTTP's must not be agreed on.
        _ = ccurl_setopt_long(easy, CURLOPT_SSL_ENABLE_ALPN, 0)
        _ = ccurl_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds)
        _ = ccurl_setopt_long(easy, CURLOPT_TIMEOUT_MS, milliseconds)
        cluster.trust.apply(to: easy)
    }

    private static func kind(of result: CURLcode) -> KafkaError.Kind {
        switch result {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CONNECT_ERROR:
            .untrusted
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidRequest
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: .unavailable
        default: .unreachable
        }
    }

    /// Sends all bytes.
    ///
    /// - Throws: ``KafkaError`` when the connection is lost, or the limit is over.
    func send(_ bytes: [UInt8], _ limit: WaitLimit) throws(KafkaError) {
        var sent = 0
        while sent < bytes.count {
            guard !limit.isOver else { throw late }
            var count = 0
            let result = bytes.withUnsafeBytes {
                curl_easy_send(easy, $0.baseAddress.map { $0 + sent }, bytes.count - sent, &count)
            }
            switch result {
            case CURLE_OK: sent += count
            case CURLE_AGAIN: try wait(POLLOUT, limit)
            default: throw lost
            }
        }
    }

    /// Receives the bytes that have arrived. When none have arrived, waits for the next ones.
    ///
    /// - Throws: ``KafkaError`` when the connection is lost, or the limit is over.
    func receive(_ limit: WaitLimit) throws(KafkaError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 32 << 10)
        while true {
            // First of all, so that a broker that never stops sending does not get around the deadline.
            guard !limit.isOver else { throw late }
            var count = 0
            // Before the wait: bytes may be decrypted already, of which the socket knows nothing.
            let result = curl_easy_recv(easy, &buffer, buffer.count, &count)
            switch result {
            case CURLE_OK where count > 0: return Array(buffer.prefix(count))
            case CURLE_AGAIN: try wait(POLLIN, limit)
            default: throw lost
            }
        }
    }

    private func wait(_ events: Int32, _ limit: WaitLimit) throws(KafkaError) {
        do throws(DatabaseError) {
            guard try pipe.wait(for: socket, Int16(events), until: limit.deadline, limit.cancellation) != nil else {
                throw DatabaseError(.timedOut, "")
            }
        } catch {
            if error.kind == .timedOut { throw late }
            throw KafkaError(.unavailable, "\(endpoint): \(error.message)")
        }
    }

    private var late: KafkaError { KafkaError(.timedOut, "\(endpoint) did not answer in time") }
    private var lost: KafkaError { KafkaError(.unreachable, "\(endpoint) closed the connection") }
}
