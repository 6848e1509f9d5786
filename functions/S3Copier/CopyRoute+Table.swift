import FoundationEssentials
import LambdaRuntime

extension CopyRoute {
    /// Reads a route table: a JSON list of objects with string fields.
    ///
    /// An unknown field is an error: a misspelt `prefix` would otherwise send everything down that route.
    ///
    /// - Throws: `SettingError` that names the route, counted from 1, and the field.
    static func table(_ json: String, setting: String) throws(SettingError) -> [CopyRoute] {
        let table: [[String: String]]
        do {
            table = try JSONDecoder().decode([[String: String]].self, from: Data(json.utf8))
        } catch {
            throw SettingError(setting, found: json, expected: "a JSON list of objects whose values are strings")
        }
        guard !table.isEmpty else { throw SettingError(setting, found: json, expected: "at least one route") }
        var routes: [CopyRoute] = []
        for (index, fields) in table.enumerated() {
            do {
                routes.append(try CopyRoute(fields: fields))
            } catch {
                throw SettingError(setting, found: json, expected: "route \(index + 1) \(error.expected)")
            }
        }
        return routes
    }

    private struct FieldError: Error {
        let expected: String
    }

    private init(fields: [String: String]) throws(FieldError) {
        let known = ["sourceBucket", "prefix", "suffix", "targetBucket", "targetKey"]
        if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
            throw FieldError(
                expected: "not to have a field \"\(unknown)\"; the fields are \(known.joined(separator: ", "))"
            )
        }
        for name in ["sourceBucket", "targetBucket"] {
            if let bucket = fields[name], !Self.isBucketName(bucket) {
                throw FieldError(expected: "to have a bucket name as \"\(name)\", not \"\(bucket)\"")
            }
        }
        guard let targetBucket = fields["targetBucket"] else {
            throw FieldError(expected: "to have a \"targetBucket\"")
        }
        guard fields["sourceBucket"] != targetBucket else {
            throw FieldError(
                expected:
                    "to have different buckets as \"sourceBucket\" and \"targetBucket\": each copy would be copied again"
            )
        }
        let template = fields["targetKey"] ?? "{key}"
        guard let targetKey = KeyTemplate(template) else {
            throw FieldError(
                expected:
                    "to have a \"targetKey\" made of text and {key}, {basename}, {ext}, with {key} or {basename} in it, not \"\(template)\""
            )
        }
        self.init(
            sourceBucket: fields["sourceBucket"],
            prefix: fields["prefix"] ?? "",
            suffix: fields["suffix"] ?? "",
            targetBucket: targetBucket,
            targetKey: targetKey
        )
    }
}
