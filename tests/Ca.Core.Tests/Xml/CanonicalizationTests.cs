using System.Text;
using Ca.Core.Xml;

namespace Ca.Core.Tests.Xml;

public class CanonicalizationTests
{
    const string Inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";

    /// <summary>The examples of the recommendation, chapter 3; expected results are its own.</summary>
    [TestCase("<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n<!DOCTYPE doc>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->\n",
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>", false, TestName = "3.1")]
    [TestCase("<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n<!DOCTYPE doc>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- Comment 2 -->\n\n<!-- Comment 3 -->\n",
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!<!-- Comment 1 --></doc>\n<?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->", true, TestName = "3.1 with comments")]
    [TestCase("<!DOCTYPE doc [<!ATTLIST e9 attr CDATA \"default\">]>\n<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   <e4   name=\"elem4\"   id=\"elem4\"   ></e4>\n   <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n      xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      xmlns=\"http://example.org\"/>\n   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>\n         </e8>\n      </e7>\n   </e6>\n</doc>",
        "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   <e4 id=\"elem4\" name=\"elem4\"></e4>\n   <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" a:attr=\"out\"></e5>\n   <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n            <e9 xmlns:a=\"http://www.ietf.org\" attr=\"default\"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>", false, TestName = "3.3")]
    [TestCase("<!DOCTYPE doc [\n<!ATTLIST normId id ID #IMPLIED>\n<!ATTLIST normNames attr NMTOKENS #IMPLIED>\n]>\n<doc>\n   <text>First line&#x0d;&#10;Second line</text>\n   <value>&#x32;</value>\n   <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n   <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\n   <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n   <normNames attr='   A   &#x20;&#13;&#xa;&#9;   B   '/>\n   <normId id=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\n</doc>",
        "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">valid</compute>\n   <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n   <normNames attr=\"A &#xD;&#xA;&#x9; B\"></normNames>\n   <normId id=\"' &#xD;&#xA;&#x9; '\"></normId>\n</doc>", false, TestName = "3.4")]
    [TestCase("<!DOCTYPE doc [\n<!ENTITY ent1 \"Hello\">\n<!ENTITY ent2 \", world!\">]>\n<doc attrExtEnt=\"entExt\">\n   &ent1;&ent2;\n</doc>",
        "<doc attrExtEnt=\"entExt\">\n   Hello, world!\n</doc>", false, TestName = "3.5 but for the entity outside")]
    public void The_examples_of_the_recommendation_come_out(string xml, string expected, bool withComments) =>
        Assert.That(Canonical(xml, withComments ? Inclusive + "#WithComments" : Inclusive), Is.EqualTo(expected));

    [TestCase("<a><b xmlns:p='u' xmlns:q='v'><p:c><p:d q:e=''/></p:c></b></a>", "<a><b><p:c xmlns:p=\"u\"><p:d xmlns:q=\"v\" q:e=\"\"></p:d></p:c></b></a>")]
    [TestCase("<a xmlns='u'><p:b xmlns:p='v'><c/></p:b><c xmlns=''/></a>", "<a xmlns=\"u\"><p:b xmlns:p=\"v\"><c></c></p:b><c xmlns=\"\"></c></a>")]
    [TestCase("<p:a xmlns:p='u'><b xmlns='v'/><p:c xmlns:p='w'/><p:d/></p:a>", "<p:a xmlns:p=\"u\"><b xmlns=\"v\"></b><p:c xmlns:p=\"w\"></p:c><p:d></p:d></p:a>")]
    public void Exclusively_a_namespace_stands_where_it_is_used(string xml, string expected) => Assert.That(Canonical(xml, Exclusive), Is.EqualTo(expected));

    [Test]
    public void A_prefix_that_is_listed_is_written_as_the_inclusive_form_does() => Assert.That(
        Encoding.UTF8.GetString(Read("<a xmlns:p='u' xmlns:q='v' xmlns='d'><b/></a>").Then(t => CanonicalizationMethod.Exclusive.Write(t.All, "q")).Expect()),
        Is.EqualTo("<a xmlns=\"d\" xmlns:q=\"v\"><b></b></a>"));

    /// <summary>XML 1.0 §2.10: any value is well-formed, and what only looks like the attribute stays as it is.</summary>
    [TestCase("<a xml:space='true'/>", "<a xml:space=\"true\"></a>")]
    [TestCase("<a xml:space=''><b xml:space=' preserve '> xml:space </b><!--xml:space--><?p xml:space='x'?></a>",
        "<a xml:space=\"\"><b xml:space=\" preserve \"> xml:space </b><!--xml:space--><?p xml:space='x'?></a>")]
    [TestCase("<!DOCTYPE a [<!ATTLIST a xml:space CDATA 'both'><!ENTITY e 'xml:space'>]><a b='xml:space'>&e; &#120;ml:space</a>", "<a b=\"xml:space\" xml:space=\"both\">xml:space xml:space</a>")]
    [TestCase("<a xml:space='true' b='1' xmlns:space='u' space:c='xml:space'/>", "<a xmlns:space=\"u\" b=\"1\" xml:space=\"true\" space:c=\"xml:space\"></a>")]
    public void White_space_may_be_said_to_be_anything(string xml, string expected) => Assert.That(Canonical(xml, Inclusive + "#WithComments"), Is.EqualTo(expected));

    [TestCase("<a xml:space='true' xml:space='true'/>")]
    [TestCase("<a xml:space='true'><b></a>")]
    [TestCase("<a xml:space='true' xml:space2='<'/>")]
    public void What_is_malformed_besides_is_refused_by_its_own_place(string xml)
    {
        Assert.That(Read(xml).Refused(out var why, out _) ? why.Sentence.Key : null, Is.EqualTo("Xml.malformed"));
        Assert.That(why!.Sentence.ToString(), Does.Contain("1"));
    }

    [Test]
    public void Attributes_are_sorted_by_code_points_and_not_by_halves_of_characters() =>
        Assert.That(Canonical("<a xmlns:p='\U00010000' xmlns:q='\uFFFD' p:x='' q:x=''/>", Exclusive), Does.EndWith("q:x=\"\" p:x=\"\"></a>"));

    [Test]
    public void Entities_that_expand_too_far_are_told_as_such()
    {
        var entities = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>"));
        var laughs = $"<!DOCTYPE a [<!ENTITY l0 'ha'>{entities}]><a>&l9;</a>";

        Assert.That(XmlTree.Parse(Encoding.UTF8.GetBytes(laughs), Doctype.Processed).Refused(out var why, out _));
        Assert.That((why!.Code, why.Sentence.Key), Is.EqualTo((RefusalCode.TooLarge, "Xml.too-much-expansion")));
    }

    [TestCase("<!DOCTYPE a SYSTEM 'http://localhost/a.dtd'><a/>", "Xml.external-doctype")]
    [TestCase("<!DOCTYPE a PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd'><a/>", "Xml.external-doctype")]
    [TestCase("<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", "Xml.external-doctype")]
    [TestCase("<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'> %p;]><a/>", "Xml.external-doctype")]
    [TestCase("<a xmlns:p='u' p:b='' q:c=''/>", "Xml.malformed")]
    [TestCase("<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", "Xml.malformed")]
    [TestCase("<a/><b/>", "Xml.malformed")]
    [TestCase("", "Xml.no-element")]
    [TestCase("<?xml version='1.1'?><a/>", "Xml.malformed")]
    public void What_reaches_outside_or_is_not_well_formed_is_refused(string xml, string sentence)
    {
        Assert.That(Read(xml).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo(sentence));
    }

    [Test]
    public void A_signed_document_may_have_no_doctype_at_all()
    {
        Assert.That(XmlTree.Parse("<!DOCTYPE a><a/>"u8.ToArray(), Doctype.Refused).Refused(out var why, out _), Is.True);
        Assert.That(why!.Sentence.Key, Is.EqualTo("Xml.doctype"));
    }

    [TestCase("windows-1251")]
    [TestCase("utf-16")]
    [TestCase("utf-8")]
    public void The_encodings_that_are_met_are_read(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] xml = [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?><a>Иванов</a>")];

        Assert.That(Encoding.UTF8.GetString(XmlTree.Parse(xml, Doctype.Refused).Then(t => CanonicalizationMethod.Inclusive.Write(t.All)).Expect()), Is.EqualTo("<a>Иванов</a>"));
    }

    static Outcome<XmlTree> Read(string xml) => XmlTree.Parse(Encoding.UTF8.GetBytes(xml), Doctype.Processed);

    static string Canonical(string xml, string algorithm) =>
        Encoding.UTF8.GetString(Read(xml).Then(tree => CanonicalizationMethod.Parse(algorithm).Expect().Write(tree.All)).Expect());
}
