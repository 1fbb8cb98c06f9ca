namespace Ca.Conformance.Tests.Judges;

public class JudgesTests
{
    [Test]
    public void OpenSsl_makes_and_checks_a_GOST_request()
    {
        using var desk = new Desk();
        OpenSsl.Do(desk, "req", "-new", "-newkey", "gost2012_256", "-pkeyopt", "paramset:TCB", "-noenc", "-keyout", "key.pem",
            "-subj", "/CN=Sample", "-out", "request.pem");

        Assert.That(OpenSsl.Run(desk, "req", "-in", "request.pem", "-noout", "-verify").Said, Does.Contain("verify OK"));
    }

    [Test]
    public void A_judge_refuses_what_is_not_an_object()
    {
        using var desk = new Desk();
        desk.Put("request.pem", "hello");

        Assert.That(OpenSsl.Run(desk, "req", "-in", "request.pem", "-noout", "-verify").Said, Does.Not.Contain("verify OK"));
        Assert.That(GnuTls.Certtool(desk, "--crq-info", "--infile", "request.pem").ExitCode, Is.Not.Zero);
    }
}
