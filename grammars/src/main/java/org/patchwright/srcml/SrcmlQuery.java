package org.patchwright.srcml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathEvaluationResult;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import org.patchwright.source.SourceFile;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * An XPath 1.0 expression over the srcML of C. The prefixes {@code src}, {@code cpp} and {@code
 * pos} stand for srcML's namespaces. Each unit is a document of its own.
 */
public final class SrcmlQuery {

  private static final String PLACE = "place";

  private static final Map<String, String> PREFIXES =
      Map.of(
          "src", SrcmlWriter.NAMESPACE,
          "cpp", SrcmlWriter.CPP_NAMESPACE,
          "pos", SrcmlWriter.POSITION_NAMESPACE);

  /**
   * Something that was found.
   *
   * @param path the file name of the unit
   * @param line from 1; 0 for a value that stands nowhere
   * @param column from 1, in characters; 0 for a value that stands nowhere
   * @param name the element's or attribute's name; empty for a value
   * @param text the text, without tags
   */
  public record Match(String path, int line, int column, String name, String text) {}

  private record Place(int line, int column) {}

  private final XPathExpression expression;

  private SrcmlQuery(XPathExpression expression) {
    this.expression = expression;
  }

  /**
   * Compiles an expression.
   *
   * @throws IllegalArgumentException if it is no XPath; the message says why
   */
  public static SrcmlQuery of(String expression) {
    try {
      XPathFactory factory = XPathFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      XPath xpath = factory.newXPath();
      xpath.setNamespaceContext(new Prefixes());
      return new SrcmlQuery(xpath.compile(expression));
    } catch (XPathExpressionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(
          "no XPath: " + expression + ": " + String.valueOf(cause.getMessage()).strip(), e);
    } catch (XPathFactoryConfigurationException e) {
      throw new IllegalStateException("this Java has no secure XPath", e);
    }
  }

  /** What is found in a C source. */
  public List<Match> in(SourceFile file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter.unit(file, false, out);
    List<Match> found = new ArrayList<>();
    try (SrcmlReader reader =
        SrcmlReader.of(file.path(), new ByteArrayInputStream(out.toByteArray()))) {
      in(reader, found::add);
    }
    return found;
  }

  /** What is found in each unit of a document, in the order of units and in each of the text. */
  public void in(SrcmlReader reader, Consumer<Match> found) throws IOException {
    while (true) {
      Tree tree = new Tree(document());
      Optional<SrcmlUnit> unit = reader.next(tree);
      if (unit.isEmpty()) {
        return;
      }
      evaluate(tree.document, unit.get().source().path(), found);
    }
  }

  private void evaluate(Document document, String path, Consumer<Match> found)
      throws SrcmlException {
    try {
      XPathEvaluationResult<?> result = expression.evaluateExpression(document);
      if (result.type() == XPathEvaluationResult.XPathResultType.NODESET
          || result.type() == XPathEvaluationResult.XPathResultType.NODE) {
        NodeList nodes = (NodeList) expression.evaluate(document, XPathConstants.NODESET);
        for (int i = 0; i < nodes.getLength(); i++) {
          found.accept(match(path, nodes.item(i)));
        }
      } else {
        String value = (String) expression.evaluate(document, XPathConstants.STRING);
        found.accept(new Match(path, 0, 0, "", value));
      }
    } catch (XPathExpressionException e) {
      throw new SrcmlException(
          path + ": can't be searched: " + String.valueOf(e.getMessage()).strip(), e);
    }
  }

  private static Match match(String path, Node node) {
    Node at = node instanceof Attr attribute ? attribute.getOwnerElement() : node;
    Object place = at.getUserData(PLACE);
    for (Node up = at; place == null && up != null; up = up.getParentNode()) {
      place = up.getUserData(PLACE);
    }
    Place known = place instanceof Place found ? found : new Place(1, 1);
    String name = node instanceof Element || node instanceof Attr ? node.getNodeName() : "";
    String text = node.getTextContent() == null ? "" : node.getTextContent();
    return new Match(path, known.line(), known.column(), name, text);
  }

  private static Document document() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().newDocument();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java has no XML documents", e);
    }
  }

  /** Builds a document of one unit, each element with the place where its text begins. */
  private static final class Tree implements UnitListener {

    private Document document;
    private final Deque<Element> open = new ArrayDeque<>();
    private int line = 1;
    private int column = 1;

    Tree(Document document) {
      this.document = document;
    }

    @Override
    public void start(XMLStreamReader element) {
      if (element.getLocalName().equals("unit")) {
        // An archive's root was seen before its first unit.
        document = document();
        open.clear();
        line = 1;
        column = 1;
      }
      String prefix = element.getPrefix();
      String name = element.getLocalName();
      Element made =
          document.createElementNS(
              element.getNamespaceURI(),
              prefix == null || prefix.isEmpty() ? name : prefix + ":" + name);
      for (int i = 0; i < element.getAttributeCount(); i++) {
        String space = element.getAttributePrefix(i);
        String local = element.getAttributeLocalName(i);
        made.setAttributeNS(
            element.getAttributeNamespace(i),
            space == null || space.isEmpty() ? local : space + ":" + local,
            element.getAttributeValue(i));
      }
      made.setUserData(PLACE, new Place(line, column), null);
      if (open.isEmpty()) {
        document.appendChild(made);
      } else {
        open.peek().appendChild(made);
      }
      open.push(made);
    }

    @Override
    public void text(String text) {
      open.peek().appendChild(document.createTextNode(text));
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '\n') {
          line++;
          column = 1;
        } else {
          column++;
        }
      }
    }

    @Override
    public void end() {
      open.pop();
    }
  }

  /** The prefixes of expressions. */
  private static final class Prefixes implements NamespaceContext {

    @Override
    public String getNamespaceURI(String prefix) {
      return PREFIXES.getOrDefault(prefix, XMLConstants.NULL_NS_URI);
    }

    @Override
    public String getPrefix(String namespace) {
      Iterator<String> prefixes = getPrefixes(namespace);
      return prefixes.hasNext() ? prefixes.next() : XMLConstants.DEFAULT_NS_PREFIX;
    }

    @Override
    public Iterator<String> getPrefixes(String namespace) {
      return Collections.unmodifiableCollection(
              PREFIXES.entrySet().stream()
                  .filter(entry -> entry.getValue().equals(namespace))
                  .map(Map.Entry::getKey)
                  .sorted()
                  .toList())
          .iterator();
    }
  }
}
