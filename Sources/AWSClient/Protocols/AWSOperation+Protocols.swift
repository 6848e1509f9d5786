import AWSSigning
public import HTTPTransport
import JSON

extension AWSOperation {
    /// Prepares a call in the JSON protocol; nothing is sent yet. The client adds the target header.
    ///
    /// An answer without a body is a success only for ``NoOutput``: any other operation would miss its output.
    ///
    /// - Parameter carriesSecrets: see ``AWSOperation/carriesSecrets``.
    /// - Throws: `JSONError` for an input that JSON cannot hold (a number that is not finite).
    public static func json(
        _ name: String,
        _ input: some Encodable,
        isIdempotent: Bool,
        carriesSecrets: Bool = false,
        limits: HTTPLimits = .standard
    ) throws -> AWSOperation where Output: Decodable {
        AWSOperation(
            name,
            .post,
            body: try JSONWriter.bytes(of: input),
            isIdempotent: isIdempotent,
            carriesSecrets: carriesSecrets,
            limits: limits
        ) { response in
            let isEmpty = response.body.isEmpty && Output.self == NoOutput.self
            return try? JSONDocument(isEmpty ? Array("{}".utf8) : response.body).decode(Output.self)
        }
    }

    /// Prepares a call in the query protocol; nothing is sent yet. The call sends a form, and receives
    /// `<NameResponse><NameResult>`.
    ///
    /// - Parameters:
    ///   - parameters: the form's fields without `Action` and `Version`; a field without a value is left out.
    ///   - read: reads the result element.
    public static func query(
        _ name: String,
        version: String,
        _ parameters: [(name: String, value: String?)],
        isIdempotent: Bool,
        carriesSecrets: Bool = false,
        read: @escaping @Sendable (XMLElement) -> Output?
    ) -> AWSOperation {
        var pairs = [("Action", name), ("Version", version)]
        for (name, value) in parameters { if let value { pairs.append((name, value)) } }
        let form = pairs.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return AWSOperation(
            name,
            .post,
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"],
            body: Array(form.utf8),
            isIdempotent: isIdempotent,
            carriesSecrets: carriesSecrets
        ) { response in
            guard let root = XMLElement.parse(response.body), root.name == "\(name)Response" else { return nil }
            return read(root["\(name)Result"] ?? root)
        }
    }
}
