import TestSupport

extension FakeAWS.World {
    private static let raw = "/example-raw/"

    var tasks: [String: String] {
        get { migrations.tasks }
        set { migrations.tasks = newValue }
    }

    /// Table statistics, one JSON object each.
    var tables: [String] {
        get { migrations.tables }
        set { migrations.tables = newValue }
    }

    /// Texts of the objects outside the raw bucket, by `/bucket/key`.
    var objects: [String: String] {
        get {
            store.objects.filter { !$0.key.hasPrefix(Self.raw) }.mapValues { String(decoding: $0.bytes, as: UTF8.self) }
        }
        set {
            for key in objects.keys where newValue[key] == nil { store.objects[key] = nil }
            for (key, text) in newValue { store.objects[key] = FakeObjectStore.Object(Array(text.utf8)) }
        }
    }

    /// Files of the raw bucket, by key: bytes, and when they were written (ISO 8601).
    var files: [String: (size: Int, modified: String)] {
        get {
            var files: [String: (size: Int, modified: String)] = [:]
            for (path, object) in store.objects where path.hasPrefix(Self.raw) {
                files[String(path.dropFirst(Self.raw.count))] = (Int(object.size), object.modified)
            }
            return files
        }
        set {
            for key in files.keys where newValue[key] == nil { store.objects[Self.raw + key] = nil }
            for (key, file) in newValue {
                store.objects[Self.raw + key] = FakeObjectStore.Object(
                    [],
                    modified: file.modified,
                    statedSize: Int64(file.size)
                )
            }
        }
    }

    /// Writes a file with its bytes into the raw bucket.
    mutating func put(_ key: String, _ bytes: [UInt8], modified: String = "2026-11-21T01:45:00.000Z") {
        store.objects[Self.raw + key] = FakeObjectStore.Object(bytes, modified: modified)
    }
}
