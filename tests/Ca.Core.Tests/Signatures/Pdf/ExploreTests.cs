using Ca.Core.Pdf;
using Ca.Core.Signatures.Pdf;
using Ca.Tests;

namespace Ca.Core.Tests.Signatures.Pdf;

public class ExploreTests
{
    [Test]
    public void Explore()
    {
        foreach (var path in Directory.EnumerateFiles(Corpora.Require("dss-signatures", "files"), "*.pdf", SearchOption.AllDirectories).Order())
        {
            TestContext.Progress.WriteLine("== " + Path.GetFileName(path));
            var watch = System.Diagnostics.Stopwatch.StartNew();
            if (PdfFile.Open(File.ReadAllBytes(path)).Refused(out var why, out var file) || PdfSignatures.Read(file).Refused(out why, out var all))
            {
                TestContext.Progress.WriteLine("REFUSED " + why);
                continue;
            }
            TestContext.Progress.WriteLine($"{file.Revisions.Count} revisions, {watch.ElapsedMilliseconds} ms, DSS {all.SecurityStore?.Certificates.Count} {all.SecurityStore?.RevocationLists.Count} {all.SecurityStore?.OcspResponses.Count} r{all.SecurityStore?.Revision}");
            foreach (var s in all.All)
            {
                TestContext.Progress.WriteLine($" * {s.FieldName} {s.Kind} {s.SubFilter} r{s.Revision}/{s.Revisions} cms {s.Cms.Length} P={s.Permissions?.Level} {s.ClaimedTime:u}");
                foreach (var f in s.Findings.Where(f => f.Rule.Id is not ("added-after-signing" or "changed-after-signing")))
                    TestContext.Progress.WriteLine("     " + f);
                foreach (var m in s.Modifications)
                    TestContext.Progress.WriteLine("     " + m);
            }
        }
    }
}
