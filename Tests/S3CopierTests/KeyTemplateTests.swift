import PlanFile
import TestSupport
import Testing
import UTCTime

@testable import S3Copier

@Suite struct KeyTemplateTests {
    private func key(_ template: String, _ source: String) throws -> String? {
        let time = UTCTime(iso8601: "2026-11-21T03:44:52Z")
        let event = UTCTime(iso8601: "2026-11-22T00:00:01Z")
        return try KeyTemplate(TextTemplate(template)).key(for: source, in: "src", modified: time, event: event)
    }

    @Test(arguments: [
        ("${key}", "a/b.csv.gz", "a/b.csv.gz"), ("copy/${key}", "a//b", "copy/a//b"),
        ("${basename}", "a/b/c.txt", "c.txt"), ("${basename}", "top", "top"),
        ("${ext}/${key}", "a/b.CSV", "CSV/a/b.CSV"),
        ("x-${ext}/${basename}", "a.b/c", "x-/c"), ("${bucket}/${key}", "k", "src/k"),
        ("$${key}/${key}", "k", "${key}/k"), ("dt=${modified:yyyy-MM-dd}/${basename}", "a/b", "dt=2026-11-21/b"),
        ("${modified:yyyy/MM/dd/HHmmss}-${key}", "k", "2026/11/21/034452-k"),
        ("${event:yyyy-MM-dd}/${key}", "k", "2026-11-22/k"), ("${basename}", "a/\u{301}b", "\u{301}b"),
    ])
    func makesKeys(template: String, source: String, key: String) throws {
        #expect(try self.key(template, source).map { Array($0.utf8) } == Array(key.utf8))
    }

    /// Names that people's keys have.
    @Test(arguments: [
        ("${ext}/${basename}", "a/.hidden", "hidden/.hidden"), ("${ext}/${basename}", "a/b.", "/b."),
        ("${basename}", "/lead", "lead"), ("${basename}", "a b+c%2F", "a b+c%2F"), ("${key}/${key}", "k", "k/k"),
        ("${basename}/${basename}", "a/b", "b/b"), ("$${event:yyyy}/${key}", "k", "${event:yyyy}/k"),
        ("dt=${modified:yyyy-MM-dd}/hr=${modified:HH}/${basename}", "a/b", "dt=2026-11-21/hr=03/b"),
        ("${modified:yyyyMMdd'T'HHmmss}-${key}", "k", "20261121T034452-k"),
        ("${modified:yyyy}${modified:MM}/${key}", "k", "202611/k"), ("x${bucket}y/${key}", "a/b", "xsrcy/a/b"),
        ("${key}.bak", "a/b.csv", "a/b.csv.bak"), ("${ext}/${key}", "a/b.tar.gz", "gz/a/b.tar.gz"),
    ])
    func makesKeysOfOddNames(template: String, source: String, key: String) throws {
        #expect(try self.key(template, source).map { Array($0.utf8) } == Array(key.utf8))
    }

    /// A folder's marker has no name of its own: those of all folders would be one object.
    @Test(arguments: [
        ("${basename}", nil), ("all/${basename}", nil), ("${modified:yyyy}/${basename}", nil), ("${basename}.csv", nil),
        ("${bucket}/${basename}", nil), ("${key}", "in/folder/"), ("all/${key}", "all/in/folder/"),
        ("${basename}-${key}", "-in/folder/"),
    ])
    func aFoldersMarkerNeedsItsWholeKey(template: String, key: String?) throws {
        #expect(try self.key(template, "in/folder/") == key)
    }

    /// Hadoop's and EMR's markers of folders.
    @Test(arguments: [
        ("all/${basename}", "in/folder_$folder$", nil), ("${bucket}-${basename}", "_$folder$", nil),
        ("dt=${modified:yyyy}/${basename}", "a/\u{301}_$folder$", nil), ("${key}", "in/f_$folder$", "in/f_$folder$"),
        ("all/${key}", "in/f_$folder$", "all/in/f_$folder$"),
        ("all/${basename}", "in/f_$folder$.csv", "all/f_$folder$.csv"),
        ("all/${basename}", "in/_$folder$/a", "all/a"), ("all/${basename}", "$folder$", "all/$folder$"),
    ])
    func soDoesHadoops(template: String, source: String, key: String?) throws {
        #expect(try self.key(template, source) == key)
    }

    /// The same object has one key, whichever way the function hears of it.
    @Test func modifiedMeansLastModifiedWhateverTheEvent() async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "outcomes.archived": "restore",
            "routes": "[{to: 's3://example-target/${modified:HH-mm-ss}/${key}'}]",
        ])
        defer { bed.stop() }
        let version = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10)) }
        let task: JSON = .object([
            "invocationSchemaVersion": "2.0", "invocationId": "i", "job": .object(["id": "j"]),
            "tasks": .array([.object(["taskId": "t", "s3Key": "k", "s3Bucket": .string(LocalCopier.source)])]),
        ])
        _ = try await bed.run(LocalCopier.batch([LocalCopier.created("k", version)]))
        _ = try await bed.run(LocalCopier.batch([LocalCopier.record("ObjectRestore:Completed", ["key": "k"])]))
        _ = try await bed.run(task)
        #expect(bed.change { $0.s3.keys(LocalCopier.target) } == ["00-00-01/k"])
    }

    /// A later state of the source has an event, and a target, of its own.
    @Test(arguments: ["modified", "event"]) func oneStateGoesUnderItsOwnDate(name: String) async throws {
        let bed = try LocalCopier([
            "TARGET_BUCKET": "", "routes": "[{to: 's3://example-target/${\(name):HH-mm-ss}/${key}'}]",
        ])
        defer { bed.stop() }
        let one = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("one", size: 10)) }
        let first = LocalCopier.created("k", one)
        _ = try await bed.run(LocalCopier.batch([first]))
        let two = bed.change { $0.s3.put(LocalCopier.source, "k", FakeContent("two", size: 10)) }
        let second = LocalCopier.created("k", two).replacing("00:00:00.000Z", with: "00:00:09.000Z")
        _ = try await bed.run(LocalCopier.batch([first, second]))
        let copies = bed.change { world in
            world.s3.keys(LocalCopier.target).compactMap { world.s3.current(LocalCopier.target, $0)?.content.name }
        }
        #expect(copies == ["one", "two"])
    }
}
