import HTTPTransport

/// A small object with its whole content.
public struct S3Object: Sendable, Equatable {
    public let bytes: [UInt8]
    public let head: S3ObjectHead

    /// Reads an answer that contains the whole object.
    ///
    /// - Returns: `nil` for an answer without a length: the connection may have been closed before its end.
    init?(whole response: HTTPResponse) {
        guard response.headers["Content-Length"] != nil || response.headers["Transfer-Encoding"] != nil else {
            return nil
        }
        bytes = response.body
        head = S3ObjectHead(headers: response.headers)
    }
}
