using System.Text;

namespace Ca.Cli.Tests.Xml;

public class XmlCommandTests
{
    const string Document = "<?xml version='1.0'?><!DOCTYPE a [<!ATTLIST a d CDATA 'x'><!ENTITY e 'text'>]>\n<a c='1' b=\"2\"><!-- note -->&e;<b/></a>\n";

    [Test]
    public async Task A_document_is_written_in_the_form_asked_for_and_nothing_is_added()
    {
        using var bench = new Bench();
        File.WriteAllText(bench.PathOf("a.xml"), Document);

        Assert.That(await bench.Run("xml", "canonicalize", "@a.xml"), Is.Zero, () => bench.Error);
        Assert.That(bench.Out, Is.EqualTo("<a b=\"2\" c=\"1\" d=\"x\">text<b></b></a>"));
        Assert.That(await bench.Run("xml", "canonicalize", "@a.xml", "--algorithm", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"), Is.Zero);
        Assert.That(bench.Out, Is.EqualTo("<a b=\"2\" c=\"1\" d=\"x\"><!-- note -->text<b></b></a>"));
        Assert.That(await bench.Run("xml", "canonicalize", "@a.xml", "--algorithm", "urn:none"), Is.EqualTo(2));
        Assert.That(bench.Error, Does.Contain("urn:none"));
    }

    [Test]
    public async Task A_batch_answers_every_case_in_order()
    {
        using var bench = new Bench();
        var c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
        var lines = await bench.Batch(["xml", "canonicalize"],
            $$"""{"id":1,"algorithm":"{{c14n}}","data":"{{Base64("<a><b/></a>")}}"}""",
            $$"""{"id":"two","algorithm":"{{c14n}}","data":"{{Base64("<a><b></a>")}}"}""",
            $$"""{"id":3,"algorithm":"http://www.w3.org/2001/10/xml-exc-c14n#","data":"{{Base64("<a xmlns:p='u'><p:b/></a>")}}"}""");

        Assert.That(Text(lines[0]["data"]!.GetValue<string>()), Is.EqualTo("<a><b></b></a>"));
        Assert.That(lines[1]["id"]!.GetValue<string>(), Is.EqualTo("two"));
        Assert.That(lines[1]["refusal"]!["code"]!.GetValue<string>(), Is.EqualTo("malformed"));
        Assert.That(Text(lines[2]["data"]!.GetValue<string>()), Is.EqualTo("<a><p:b xmlns:p=\"u\"></p:b></a>"));
    }

    [Test]
    public async Task The_transform_of_the_bus_is_written()
    {
        using var bench = new Bench();
        File.WriteAllText(bench.PathOf("a.xml"), "<a xmlns='u'> <b/> </a>");

        Assert.That(await bench.Run("smev", "transform", "@a.xml"), Is.Zero, () => bench.Error);
        Assert.That(bench.Out, Is.EqualTo("<ns1:a xmlns:ns1=\"u\"><ns1:b></ns1:b></ns1:a>"));
        var lines = await bench.Batch(["smev", "transform"], $$"""{"id":7,"data":"{{Base64("<a/>")}}"}""");
        Assert.That(lines[0]["refusal"]!["rule"]!.GetValue<string>(), Is.EqualTo("Xml.smev-no-namespace"));
    }

    static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
