using System.Text;
using Ca.Core.Xml;

namespace Ca.Core.Tests.Xml;

/// <summary>What the vectors of the reference class do not show.</summary>
public class SmevTransformTests
{
    [TestCase("<?xml version='1.0'?><?pi x?><!-- c --><a xmlns='u'><?pi y?><b> \r\n\t</b><c><![CDATA[ ]]></c></a>", "<ns1:a xmlns:ns1=\"u\"><ns1:b></ns1:b><ns1:c></ns1:c></ns1:a>")]
    [TestCase("<a xmlns='u' xmlns:unused='v'>\u007F\u0080\u009F\u00A0</a>", "<ns1:a xmlns:ns1=\"u\">&#x7f;&#x80;&#x9f;\u00A0</ns1:a>")]
    [TestCase("<a xmlns='u' x='\u0085'/>", "<ns1:a xmlns:ns1=\"u\" x=\"\u0085\"></ns1:a>")]
    [TestCase("<a xmlns='u'>\U0001F600 \U0001F600 \U0001F600 \U0001F600 \U0001F600</a>", "<ns1:a xmlns:ns1=\"u\">\U0001F600 \U0001F600 \U0001F600 \U0001F600 \U0001F600</ns1:a>")]
    [TestCase("<a xmlns='u'><p:b xmlns:p='v'/><p:b xmlns:p='v'/><c/></a>", "<ns1:a xmlns:ns1=\"u\"><ns2:b xmlns:ns2=\"v\"></ns2:b><ns3:b xmlns:ns3=\"v\"></ns3:b><ns1:c></ns1:c></ns1:a>")]
    public void It_writes(string xml, string expected) =>
        Assert.That(Encoding.UTF8.GetString(SmevTransform.Apply(Encoding.UTF8.GetBytes(xml)).Expect()), Is.EqualTo(expected));

    [TestCase("<a/>", "Xml.smev-no-namespace")]
    [TestCase("<a xmlns='u'><b xmlns=''/></a>", "Xml.smev-no-namespace")]
    [TestCase("<a xmlns='u' xml:lang='ru'/>", "Xml.smev-xml-attribute")]
    [TestCase("<!DOCTYPE a><a xmlns='u'/>", "Xml.doctype")]
    [TestCase("<a xmlns='u'>", "Xml.malformed")]
    public void It_is_refused_where_the_original_fails(string xml, string sentence)
    {
        Assert.That(SmevTransform.Apply(Encoding.UTF8.GetBytes(xml)).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(sentence));
    }
}
