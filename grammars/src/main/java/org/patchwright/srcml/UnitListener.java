package org.patchwright.srcml;

import javax.xml.stream.XMLStreamReader;

/** Gets the elements and the text of a unit in the order of the document. */
interface UnitListener {

  UnitListener NONE =
      new UnitListener() {
        @Override
        public void start(XMLStreamReader element) {}

        @Override
        public void text(String text) {}

        @Override
        public void end() {}
      };

  /** An element begins; the reader stands at it. */
  void start(XMLStreamReader element);

  void text(String text);

  void end();
}
