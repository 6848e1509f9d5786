import Foundation
import Testing

@testable import S3Copier

@Suite struct TemplateTests {
    // HEAD shows the number of tags only to those who may read them ("when you have the relevant permission to read object
    // tags"), and putting the tags of a named version is a permission of its own.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    @Test(arguments: ["s3:GetObjectTagging", "s3:PutObjectVersionTagging"])
    func theRoleMayDoOnTheTargetWhatTheCodeDoes(action: String) throws {
        let file = #filePath.replacing(
            "Tests/S3CopierTests/TemplateTests.swift",
            with: "functions/S3Copier/template.yaml"
        )
        let template = try String(contentsOfFile: file, encoding: .utf8)
        let role = try #require(template.split(separator: "  S3CopierRole:").last)
        let statement = try #require(
            role.split(separator: "Sid: WriteTarget").dropFirst().first?.split(separator: "Sid:").first
        )
        #expect(statement.contains("- \(action)\n"))
    }
}
