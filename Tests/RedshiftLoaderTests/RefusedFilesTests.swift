import AWSRedshiftData
import AWSS3
import Testing

@testable import RedshiftLoader

@Suite struct RefusedFilesTests {
    private func file(_ key: String) -> PendingFile {
        PendingFile(location: S3Location(bucket: "example", key: key), eTag: "e", bytes: 1)
    }

    private func row(_ name: String, _ line: Int64, _ column: String, _ code: Int64 = 1207) -> [RedshiftDataField] {
        [.text(name), .integer(line), .text(column), .integer(code), .text("Invalid digit    ")]
    }

    @Test func theFirstRefusedRowOfEachNamedFileIsKept() {
        let load = [file("a"), file("b"), file("c")]
        let rows = [row("s3://example/a   ", 3, "id  "), row("s3://example/a", 9, "id"), row("s3://example/c", 2, "")]
        let found = RefusedFiles(rows, message: "check the view", of: load)
        #expect(found.files.map(\.file.location.key) == ["a", "c"])
        #expect(found.files.first?.description == "s3://example/a, line 3, column id: Invalid digit")
    }

    /// The view holds 256 bytes of a name.
    @Test func aNameThatWasCutIsFound() {
        let long = String(repeating: "k", count: 300)
        let name = String("s3://example/\(long)".prefix(256))
        #expect(RefusedFiles([row(name, 1, "id")], message: "", of: [file(long), file("b")]).files.count == 1)
        // A short name is whole: it is no beginning of another.
        #expect(RefusedFiles([row("s3://example/a", 1, "id")], message: "", of: [file("ab")]).files == [])
    }

    @Test(arguments: [
        (
            "File 'https://s3.us-east-1.amazonaws.com/example/x/1.parquet' has an invalid version number.",
            ["x/1.parquet"]
        ),
        (
            "File 'https://example.s3.eu-west-1.amazonaws.com/x/1.parquet' has an incompatible Parquet schema",
            ["x/1.parquet"]
        ),
        ("File 'https://s3.us-east-1.amazonaws.com/example/x/1.parquet.1' is bad", ["x/1.parquet.1"]),
        ("Access denied", []),
    ]) func aColumnarFileIsNamedByTheMessage(message: String, expected: [String]) {
        let load = [file("x/1.parquet"), file("x/2.parquet"), file("x/1.parquet.1")]
        #expect(RefusedFiles([], message: message, of: load).files.map(\.file.location.key) == expected)
    }

    @Test func onlyLengthsThatAreTooLongCanBeWidened() {
        let load = [file("a"), file("b")]
        let long = row("s3://example/a", 3, "name", RefusedFiles.lengthExceeded)
        let only = RefusedFiles([long], message: "", of: load)
        #expect(only.mayBeWidth && only.tooLong == ["name"])
        // What is bad for another reason goes first; the long text is met again.
        let mixed = RefusedFiles([long, row("s3://example/b", 1, "id")], message: "", of: load)
        #expect(!mixed.mayBeWidth)
        #expect(mixed.files.map(\.file.location.key) == ["b"])
        // Of columnar files the view says nothing.
        #expect(RefusedFiles([], message: "", of: load).mayBeWidth)
    }
}
