internal import JSON

/// Writes and reads the JSON text of documents.
enum StateCoding {
    static func text(of document: some Encodable) throws -> String {
        try JSONWriter.text(of: document, [.sortedKeys])
    }

    static func document<Document: Decodable>(in text: String) throws -> Document {
        try JSONDocument(text).decode(Document.self)
    }
}
