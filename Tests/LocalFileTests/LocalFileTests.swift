import Glibc
import LocalFile
import Testing

@Suite struct LocalFileTests {
    @Test func readsThisFile() throws {
        let text = String(decoding: try LocalFile.bytes(at: #filePath), as: UTF8.self)
        #expect(text.hasPrefix("import Glibc"))
    }

    @Test func saysWhichFileIsNotThere() throws {
        let error = try #require(throws: LocalFileError.self) { try LocalFile.bytes(at: "/nowhere/plan.yaml") }
        #expect(error.isNotFound)
        #expect("\(error)" == "/nowhere/plan.yaml: No such file or directory")
    }

    @Test func aFolderIsNotAFile() throws {
        let error = try #require(throws: LocalFileError.self) { try LocalFile.bytes(at: "/") }
        #expect(!error.isNotFound)
        #expect("\(error)" == "/: Is a directory")
    }

    @Test func stopsAtTheLimit() throws {
        let error = try #require(throws: LocalFileError.self) { try LocalFile.bytes(at: "/dev/zero", limit: 1 << 20) }
        #expect(error.code == EFBIG)
        #expect(try LocalFile.bytes(at: "/dev/null", limit: 0).isEmpty)
    }
}
