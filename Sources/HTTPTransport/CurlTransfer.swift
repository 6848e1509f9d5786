import CCurl
import Glibc
import Synchronization
import TextSearch

/// One request in progress, through libcurl or over a ``KeptConnection``. Once it is handed to the loop, only the
/// loop's thread may use it, except ``isCancelled``.
final class CurlTransfer: @unchecked Sendable {
    let isCancelled = Atomic(false)

    let request: HTTPRequest
    private var continuation: UnsafeContinuation<HTTPResponse, any Error>?
    private(set) var easy: UnsafeMutableRawPointer?
    /// The index in the list of the active transfers.
    var place = 0

    private var headerList: CurlHeaderList?
    private var bodyCopy: UnsafeMutableRawBufferPointer?
    private var errorText: UnsafeMutablePointer<CChar>?
    private var received = ReceivedHeaderLines()
    /// `true` when the empty line after the headers has arrived.
    private var hasAllHeaders = false
    private var body: [UInt8] = []

    init(_ request: HTTPRequest) { self.request = request }

    deinit {
        bodyCopy?.deallocate()
        errorText?.deallocate()
    }

    func await(_ continuation: UnsafeContinuation<HTTPResponse, any Error>) { self.continuation = continuation }

    // MARK: - Setting up

    /// Sets the request's options on a fresh handle; returns `false` for a request that HTTP cannot express.
    ///
    /// - Parameter hasProxies: `true` when the environment names a proxy.
    func configure(_ easy: UnsafeMutableRawPointer, hasProxies: Bool) -> Bool {
        self.easy = easy
        guard let url = RequestURL(request.url), setHeaders(on: easy) else { return false }
        let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.pointee = 0
        self.errorText = errorText
        setURL(url, on: easy, mayUseProxy: hasProxies && request.usesProxy)
        setMethodAndBody(on: easy)
        setLimits(on: easy)
        switch request.resending {
        case .always: break
        case .avoided: _ = ccurl_setopt_long(easy, CURLOPT_FRESH_CONNECT, 1)
        case .never: sendOnce(on: easy)
        }

        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = ccurl_setopt_pointer(easy, CURLOPT_PRIVATE, context)
        _ = ccurl_setopt_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
        _ = ccurl_setopt_pointer(easy, CURLOPT_WRITEDATA, context)
        _ = ccurl_setopt_pointer(easy, CURLOPT_HEADERDATA, context)
        _ = ccurl_setopt_write(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
            let taken = transfer.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return taken ? size * count : 0  // 0 ends the transfer
        }
        _ = ccurl_setopt_write(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
                .receiveHeaderLine(UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        return true
    }

    private func setURL(_ url: RequestURL, on easy: UnsafeMutableRawPointer, mayUseProxy: Bool) {
        // Without this, libcurl looks for a proxy's variables at each request.
        if !mayUseProxy { _ = ccurl_setopt_string(easy, CURLOPT_PROXY, "") }
        // A proxy is asked for a whole URL, unless it is asked for a tunnel.
        if let target = url.target, url.usesTLS || !mayUseProxy {
            _ = ccurl_setopt_string(easy, CURLOPT_URL, url.origin)
            _ = ccurl_setopt_string(easy, CURLOPT_REQUEST_TARGET, target)
        } else {
            _ = ccurl_setopt_string(easy, CURLOPT_URL, request.url)
        }
    }

    private func setHeaders(on easy: UnsafeMutableRawPointer) -> Bool {
        // libcurl adds these two headers by itself: a pause of a second for 100-continue, and a form content type.
        var removed: [String] = []
        if !request.body.isEmpty { removed.append("Expect:") }
        if request.headers["Content-Type"] == nil { removed.append("Content-Type:") }
        guard let list = CurlHeaderList(request.headers, without: removed) else { return false }
        headerList = list
        _ = ccurl_setopt_list(easy, CURLOPT_HTTPHEADER, list.first)
        return true
    }

    private func setMethodAndBody(on easy: UnsafeMutableRawPointer) {
        switch request.method {
        case .get where request.body.isEmpty: _ = ccurl_setopt_long(easy, CURLOPT_HTTPGET, 1)
        case .head: _ = ccurl_setopt_long(easy, CURLOPT_NOBODY, 1)
        case .delete where request.body.isEmpty: _ = ccurl_setopt_string(easy, CURLOPT_CUSTOMREQUEST, "DELETE")
        case .get, .put, .post, .delete:
            // The pointer must stay good until the transfer ends, longer than any withUnsafeBytes could hold it.
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, request.body.count), alignment: 1)
            copy.copyBytes(from: request.body)
            bodyCopy = copy
            _ = ccurl_setopt_long(easy, CURLOPT_POST, 1)
            _ = ccurl_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
            // libcurl sends a body that it was given in one packet with the headers.
            // A body that it has to ask for goes in a later packet.
            _ = ccurl_setopt_pointer(easy, CURLOPT_POSTFIELDS, copy.baseAddress)
            if request.method != .post { _ = ccurl_setopt_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        }
    }

    /// Prevents libcurl from sending the request a second time after a part of it was sent. The transfer fails instead.
    private func sendOnce(on easy: UnsafeMutableRawPointer) {
        _ = ccurl_setopt_pointer(easy, CURLOPT_PREREQDATA, easy)
        _ = ccurl_setopt_prereq(easy) { easy, _, _, _, _ in
            guard let easy else { return CURL_PREREQFUNC_ABORT }
            return CurlTransfer.status(of: easy).hasSentRequest ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK
        }
    }

    private func setLimits(on easy: UnsafeMutableRawPointer) {
        let limits = request.limits
        _ = ccurl_setopt_long(easy, CURLOPT_CONNECTTIMEOUT_MS, max(1, limits.connect.milliseconds))
        if let stalled = limits.stalled {
            _ = ccurl_setopt_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1)
            _ = ccurl_setopt_long(easy, CURLOPT_LOW_SPEED_TIME, max(1, (stalled.milliseconds + 999) / 1000))
        }
        if let total = limits.total { _ = ccurl_setopt_long(easy, CURLOPT_TIMEOUT_MS, max(1, total.milliseconds)) }
    }

    // MARK: - Receiving

    /// Appends bytes to the body.
    ///
    /// - Returns: `false` when the body has become larger than ``HTTPResponse/largestBody``.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard body.count + bytes.count <= HTTPResponse.largestBody else { return false }
        if body.isEmpty, let length = received.value(of: "Content-Length").flatMap({ Int($0) }) {
            // One allocation for the usual case; a peer's claim is believed up to the Runtime API's own limit only.
            body.reserveCapacity(min(max(0, length), 8 << 20))
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func receiveHeaderLine(_ bytes: UnsafeRawBufferPointer) {
        let bytes = bytes.bindMemory(to: UInt8.self)
        var end = bytes.count
        while end > 0, bytes[end - 1] == 0x0D || bytes[end - 1] == 0x0A { end -= 1 }
        let line = UnsafeBufferPointer(rebasing: bytes[..<end])
        // A new status line: what came before belonged to a 1xx.
        if line.starts(with: "HTTP/".utf8) {
            received = ReceivedHeaderLines()
            hasAllHeaders = false
        } else if line.isEmpty {
            hasAllHeaders = true
        } else {
            received.append(line)
        }
    }

    // MARK: - Ending; each resumes the caller once

    /// Facts that libcurl knows about a transfer. They must be read before the handle is used for another transfer.
    struct Status {
        let responseCode: Int
        let hasSentRequest: Bool
    }

    /// The transfer that a handle was configured for.
    static func of(_ easy: UnsafeMutableRawPointer) -> CurlTransfer? {
        var context: UnsafeMutableRawPointer?
        _ = ccurl_getinfo_pointer(easy, CURLINFO_PRIVATE, &context)
        return context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    static func status(of easy: UnsafeMutableRawPointer) -> Status {
        var code = 0
        _ = ccurl_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &code)
        var sent = 0
        _ = ccurl_getinfo_long(easy, CURLINFO_REQUEST_SIZE, &sent)
        return Status(responseCode: code, hasSentRequest: sent > 0)
    }

    func finish(_ result: CURLcode, _ status: Status) {
        guard result == CURLE_OK else { return fail(reason(of: result, status), detail(of: result)) }
        guard hasAllHeaders else { return fail(.disconnected, "the answer broke off inside its headers") }
        succeed(HTTPResponse(status: status.responseCode, headers: HTTPHeaders(received: received), body: body))
    }

    func succeed(_ response: HTTPResponse) { resume(with: .success(response)) }

    func cancelled() { resume(with: .failure(CancellationError())) }

    func fail(_ reason: TransportError.Reason, _ detail: String) {
        resume(with: .failure(TransportError(reason, detail: detail, peer: request.peer)))
    }

    private func resume(with result: Result<HTTPResponse, any Error>) {
        easy = nil
        continuation?.resume(with: result)
        continuation = nil
    }

    private func detail(of result: CURLcode) -> String {
        if result == CURLE_ABORTED_BY_CALLBACK {
            return "the connection was closed before the answer came, and the request must not be sent twice"
        }
        let own = errorText.map { String(cString: $0) } ?? ""
        let text = own.isEmpty ? String(cString: curl_easy_strerror(result)) : own
        return TLSFailure.explained(text)
    }

    private func reason(of result: CURLcode, _ status: Status) -> TransportError.Reason {
        // The time limits share one result code: whether the request was already on its way decides what it means.
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved
        // A handshake that breaks off is a connection that did not come about; only a certificate is a matter of trust.
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED, CURLE_SSL_CONNECT_ERROR: .notConnected
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            .untrusted
        case CURLE_OPERATION_TIMEDOUT: status.hasSentRequest ? .timedOut : .notConnected
        case CURLE_URL_MALFORMAT: .invalidRequest
        // Of the URL, or of the version in a status line.
        case CURLE_UNSUPPORTED_PROTOCOL: status.hasSentRequest ? .malformedResponse : .invalidRequest
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR: .malformedResponse
        default: .disconnected
        }
    }
}

extension HTTPRequest {
    /// The scheme, host and port of the URL, without a user name and password.
    var peer: String {
        guard let range = url.firstRange(ofText: "://") else { return "(no host)" }
        let end = url[range.upperBound...].utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let authority = url[range.upperBound..<(end ?? url.endIndex)]
        let host =
            authority.utf8.lastIndex(of: UInt8(ascii: "@")).map { authority[authority.utf8.index(after: $0)...] }
            ?? authority
        return String(url[..<range.upperBound] + host)
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded up, and limited to the largest 32-bit C `long`.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        guard seconds > -2_000_000 else { return 0 }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
